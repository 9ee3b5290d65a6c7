import Foundation
import GoldenArrays

extension TemporaryFolder {
  @discardableResult
  func write(_ name: String, _ text: String = "x") throws -> String { try write(text, to: name) }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String { try write(bytes, to: name) }

  /// Puts another file in the place of one, with a time of its own. The old one is still there when the new one is
  /// made, so the two have different inodes.
  func replace(_ name: String, _ bytes: [UInt8], modified: Date) throws {
    let new = try write(bytes, to: "\(name).new")
    try FileManager.default.setAttributes([.modificationDate: modified], ofItemAtPath: new)
    guard rename(new, path(name)) == 0 else { throw TestProblem("\(name) cannot be replaced") }
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
  }
}
