import Foundation

/// A folder of its own for one test, removed with the last reference.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/safetensors-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ bytes: [UInt8], to name: String) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }
}

func bytes(of path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

/// Length, header and data as one file's bytes; `length` may lie.
func fileBytes(header: [UInt8], data: Int = 0, length: UInt64? = nil) -> [UInt8] {
  let stated = (length ?? UInt64(header.count)).littleEndian
  return withUnsafeBytes(of: stated) { Array($0) } + header + [UInt8](repeating: 0, count: data)
}
