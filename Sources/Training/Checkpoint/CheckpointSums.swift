import Foundation

/// `SHA256SUMS` of a checkpoint, in the format of `sha256sum`; its presence says that the checkpoint is complete.
public enum CheckpointSums {
  /// Hashes the files as they lie on the disk and writes the sums, flushed.
  static func write(_ names: [String], in folder: String) throws {
    let lines = try names.sorted().map { "\(try Sha256.hex(ofFile: "\(folder)/\($0)"))  \($0)\n" }
    try DurableFile.write(lines.joined(), to: "\(folder)/\(CheckpointLayout.sums)")
  }

  /// Reads every file of a checkpoint and compares its digest.
  /// - Throws: `RunFolderError` that names the first missing or damaged file, or the missing complete mark.
  public static func verify(_ folder: String) throws {
    for (name, sum) in try read(folder) {
      let path = "\(folder)/\(name)"
      guard FileManager.default.fileExists(atPath: path) else {
        throw RunFolderError(path, "missing, though \(CheckpointLayout.sums) lists it")
      }
      guard try Sha256.hex(ofFile: path) == sum else {
        throw RunFolderError(path, "damaged: its bytes differ from those of \(CheckpointLayout.sums)")
      }
    }
  }

  /// What to do about a damaged checkpoint beside which none is whole.
  static let noneIsWhole = "no other whole checkpoint is left: bring the file back from a copy, or train again"

  private static func read(_ folder: String) throws -> [(name: String, sum: String)] {
    let path = "\(folder)/\(CheckpointLayout.sums)"
    guard FileManager.default.fileExists(atPath: folder) else { throw RunFolderError(folder, "no such checkpoint") }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw RunFolderError(folder, "incomplete: no \(CheckpointLayout.sums), which is written last")
    }
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
    guard !lines.isEmpty else { throw RunFolderError(path, "empty; one line a file is expected") }
    return try lines.enumerated().map { index, line in
      let sum = line.prefix(64)
      let name = line.dropFirst(66)
      let isPlain = !name.isEmpty && !name.contains("/") && name != "." && name != ".."
      guard sum.count == 64, sum.allSatisfy(\.isHexDigit), line.dropFirst(64).hasPrefix("  "), isPlain else {
        throw RunFolderError(path, "line \(index + 1): a digest, two spaces and a plain file name are expected")
      }
      return (String(name), sum.lowercased())
    }
  }
}
