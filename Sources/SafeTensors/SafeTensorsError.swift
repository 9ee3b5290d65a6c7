/// Why a safetensors file could not be read or written: the file, the tensor, what was found and what is allowed.
public struct SafeTensorsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What went wrong, in kinds.
  public enum Kind: Sendable {
    /// The file cannot be opened, read or mapped.
    case unreadable
    /// The file's bytes do not follow the format.
    case malformed
    /// The file holds no tensor of that name, or the tensor has another type than asked for.
    case mismatch
    /// The tensors handed to the writer cannot be written as asked.
    case invalidInput
    /// The file cannot be created or written.
    case unwritable
    /// The file system or the quota is full.
    case diskFull
  }

  /// What a caller may want to tell apart.
  public let kind: Kind
  /// Path as it was given.
  public let file: String
  /// Name of the tensor; nil where the file as a whole is wrong.
  public let tensor: String?
  /// What is there.
  public let found: String
  /// What it should be, or what is needed.
  public let allowed: String

  /// `found` and `allowed` are phrases: the description joins them to one sentence.
  public init(_ kind: Kind, file: String, tensor: String? = nil, found: String, allowed: String) {
    self.kind = kind
    self.file = file
    self.tensor = tensor
    self.found = found
    self.allowed = allowed
  }

  /// `file: tensor "name": found; allowed`, on one line whatever the name holds.
  public var description: String {
    let place = tensor.map { "\(file): tensor \"\(Self.shortened($0))\"" } ?? file
    return "\(place): \(found); \(allowed)"
  }

  /// A hostile name may be megabytes long and hold control characters; a message stays one readable line.
  static func shortened(_ text: String) -> String {
    let line = String(
      text.unicodeScalars.prefix(120).map { $0.value < 0x20 || $0.value == 0x7F ? "\u{FFFD}" : Character($0) })
    return text.unicodeScalars.count > 120 ? line + "..." : line
  }
}
