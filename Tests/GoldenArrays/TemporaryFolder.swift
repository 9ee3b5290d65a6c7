import Foundation

/// A folder of a test's own, which goes with it.
public final class TemporaryFolder {
  public let path: String

  public init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("umedpt-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The full path of something in it.
  public func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Text of a file in it.
  public func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

  /// Names in a folder below it, dot files included, sorted.
  public func names(_ folder: String = "") -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path(folder))) ?? []).sorted()
  }

  /// Writes a file and the folders above it; returns its path.
  @discardableResult
  public func write(_ data: Data, to name: String) throws -> String {
    let file = URL(fileURLWithPath: path(name))
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
    return path(name)
  }

  @discardableResult
  public func write(_ bytes: [UInt8], to name: String) throws -> String { try write(Data(bytes), to: name) }

  @discardableResult
  public func write(_ text: String, to name: String) throws -> String { try write(Data(text.utf8), to: name) }
}
