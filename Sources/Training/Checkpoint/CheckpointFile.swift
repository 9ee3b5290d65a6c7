/// One file of a checkpoint.
public struct CheckpointFile {
  /// Without a folder, such as `model.safetensors`.
  public let name: String
  /// Bytes that it will take, for the check before writing; 0 if unknown.
  public let byteCount: Int
  /// Writes the file at the path given.
  public let write: (String) throws -> Void

  /// - Parameter write: may throw anything; `CheckpointFolder.write` clears up.
  public init(_ name: String, byteCount: Int = 0, write: @escaping (String) throws -> Void) {
    self.name = name
    self.byteCount = byteCount
    self.write = write
  }

  /// A small text such as `state.json`.
  public init(_ name: String, text: String) {
    self.init(name, byteCount: text.utf8.count) { try DurableFile.write(text, to: $0) }
  }
}
