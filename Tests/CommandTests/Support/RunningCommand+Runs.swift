import Foundation
import Testing

extension RunningCommand {
  /// Waits for the record of a run, after which its folder is held.
  /// - Parameter runs: the folder of run folders, in which there is no other.
  /// - Returns: the run's folder; nil if the child ended first.
  func waitForRun(in runs: String) -> String? {
    var found: String?
    _ = wait {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: runs)) ?? []
      found = names.map { "\(runs)/\($0)" }.first { FileManager.default.fileExists(atPath: $0 + "/run.json") }
      return found != nil
    }
    return found
  }

  /// Waits until the first update is logged.
  /// - Returns: false if the child ended first.
  func waitForUpdate(_ run: String) -> Bool { wait { (try? metricLines(run).isEmpty) == false } }
}

/// Updates of the checkpoint that `checkpoints/last` names.
func lastStep(_ run: String) throws -> Int {
  let name = try text(of: run + "/checkpoints/last")
  return try #require(Int(name.filter(\.isNumber)), "\(name)")
}

func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
