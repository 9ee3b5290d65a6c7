/// A safetensors file opened for reading: mapped, its header read and checked as a whole.
///
/// Layout: 8 bytes header length (little endian), a JSON header, the tensors' bytes. Nothing in the file is executed,
/// and no memory is taken from a number in the file before that number was held against the file's size.
public struct SafeTensorsFile: Sendable {
  /// What the header says of one tensor.
  public struct Entry: Sendable, Equatable {
    /// Type of the elements.
    public let type: SafeTensorsType
    /// Sizes of the axes; empty for a scalar.
    public let shape: [Int]
    /// `shape` x element size, equal to the bytes stored.
    public let byteCount: Int

    /// Number of elements: the product of `shape`, 1 for a scalar.
    public var elementCount: Int { byteCount / type.byteCount }

    let begin: Int
  }

  /// The format's own limit of the header, in bytes.
  public static let headerByteLimit = 100_000_000

  /// Path as it was given.
  public let path: String
  /// All tensor names, sorted by their UTF-8 bytes.
  public let names: [String]
  /// The free text entries of `__metadata__`.
  public let metadata: [String: String]

  private let entries: [String: Entry]
  private let file: MappedFile
  private let dataStart: Int

  /// Opens, maps and checks the file.
  /// - Throws: `SafeTensorsError` if the file cannot be read, the header is larger than 100 MB or than the file, is no
  ///   strict JSON of the format, names a key twice, or its tensors overlap, leave holes, miss the file's end or
  ///   disagree with their type and shape.
  public init(path: String) throws {
    self.path = path
    file = try MappedFile(path: path)
    let headerCount = try Self.headerByteCount(file.bytes, path)
    dataStart = 8 + headerCount
    var scanner = HeaderScanner(UnsafeRawBufferPointer(rebasing: file.bytes[8..<dataStart]), file: path)
    try scanner.scan()
    metadata = scanner.metadata
    let layout = HeaderLayout(file: path, dataByteCount: file.bytes.count - dataStart)
    entries = try layout.checked(scanner.entries)
    names = entries.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Type, shape and bytes of a tensor.
  /// - Throws: `SafeTensorsError` of kind `mismatch` if the file holds no tensor of that name.
  public func entry(_ name: String) throws -> Entry {
    guard let entry = entries[name] else {
      let known = names.prefix(5).joined(separator: ", ")
      throw SafeTensorsError(
        .mismatch, file: path, tensor: name, found: "not in the file",
        allowed: names.isEmpty ? "it holds no tensor" : "it holds \(names.count), beginning with \(known)")
    }
    return entry
  }

  /// Whether the file holds a tensor of that name.
  public func contains(_ name: String) -> Bool { entries[name] != nil }

  /// Hands `body` the tensor's stored bytes (little endian, row-major), valid during the call only.
  ///
  /// The start need not be a multiple of the element size: other writers do not align it.
  /// - Throws: `SafeTensorsError` of kind `mismatch` if the file holds no tensor of that name; what `body` throws.
  public func withBytes<R>(of name: String, _ body: (UnsafeRawBufferPointer) throws -> R) throws -> R {
    let entry = try entry(name)
    let start = dataStart + entry.begin
    return try withExtendedLifetime(file) {
      try body(UnsafeRawBufferPointer(rebasing: file.bytes[start..<start + entry.byteCount]))
    }
  }

  private static func headerByteCount(_ bytes: UnsafeRawBufferPointer, _ path: String) throws -> Int {
    guard bytes.count >= 8 else {
      throw SafeTensorsError(
        .malformed, file: path, found: "\(bytes.count) bytes in all", allowed: "a header length takes the first 8")
    }
    let count = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard count <= UInt64(headerByteLimit) else {
      throw SafeTensorsError(
        .malformed, file: path, found: "a header of \(count) bytes", allowed: "at most \(headerByteLimit)")
    }
    guard count <= UInt64(bytes.count - 8) else {
      throw SafeTensorsError(
        .malformed, file: path, found: "a header of \(count) bytes in a file of \(bytes.count)",
        allowed: "at most \(bytes.count - 8); the file may be cut off")
    }
    return Int(count)
  }
}
