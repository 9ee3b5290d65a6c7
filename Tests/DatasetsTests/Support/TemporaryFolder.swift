import Foundation

/// A folder of its own for one test, removed with the value.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "umedpt-datasets-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file and the folders above it; returns its path.
  @discardableResult
  func write(_ name: String, _ text: String = "x") throws -> String { try write(name, Array(text.utf8)) }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = URL(fileURLWithPath: path(name))
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return path(name)
  }

  /// Puts another file in the place of one, with a time of its own. The old one is still there when the new one is made,
  /// so the two have different inodes.
  func replace(_ name: String, _ bytes: [UInt8], modified: Date) throws {
    let new = try write("\(name).new", bytes)
    try FileManager.default.setAttributes([.modificationDate: modified], ofItemAtPath: new)
    guard rename(new, path(name)) == 0 else { throw TestProblem("\(name) cannot be replaced") }
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
  }
}
