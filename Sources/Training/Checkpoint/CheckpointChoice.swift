import Foundation

/// Finds the checkpoint that somebody means by a path, without the run's lock and without changing anything.
public enum CheckpointChoice {
  /// - Parameter path: a run folder (its best checkpoint, or its last where none was named best), its `checkpoints/`,
  ///   or one checkpoint folder.
  /// - Returns: the checkpoint's folder, every byte checked.
  /// - Throws: `RunFolderError` (exit code 2 if there is no checkpoint; 1 if it is damaged, with the file named).
  public static func folder(for path: String) throws -> String {
    let found = try candidate(path)
    do {
      try CheckpointSums.verify(found)
    } catch let damage as RunFolderError {
      let whole = CheckpointFolder(reading: found.parentFolder).whole(except: found)
      let hint = whole.map { "\($0) is whole, so give it" } ?? CheckpointSums.noneIsWhole
      throw RunFolderError(damage.path, "\(damage.message); \(hint)", exitCode: damage.exitCode)
    }
    return found
  }

  /// Step of the checkpoint that is meant by a run; nil while it has none.
  /// - Throws: `RunFolderError` for a mark that holds no name of a checkpoint.
  public static func step(in run: RunLayout) throws -> Int? { try CheckpointFolder(reading: run.checkpoints).meant() }

  private static func candidate(_ path: String) throws -> String {
    let exists = FileManager.default.fileExists(atPath:)
    guard exists(path) else { throw RunFolderError(path, "no such run or checkpoint folder", exitCode: .usage) }
    if exists("\(path)/\(CheckpointLayout.sums)") { return path }
    let checkpoints = RunLayout(path).checkpoints
    let folder = CheckpointFolder(reading: exists(checkpoints) ? checkpoints : path)
    guard let step = try folder.meant() else {
      let message = "no complete checkpoint here; give a run folder or a folder with \(CheckpointLayout.sums)"
      throw RunFolderError(path, message, exitCode: .usage)
    }
    return folder.folder(of: step)
  }
}

extension CheckpointFolder {
  /// The best, or the last where none was named best.
  fileprivate func meant() throws -> Int? { try best() ?? last() ?? steps().last }
}
