import Datasets
import Foundation
import Settings
import Training

/// The checks of all tasks that were named.
struct CheckResult: Encodable {
  let tasks: [CheckReport]
  /// What is wrong with settings of runs, whose tasks could then not be found.
  let settings: [String]
  let errors: Int
  let warnings: Int

  /// Settings come first: their tasks were not looked at.
  var exitCode: ExitCode { settings.isEmpty ? (errors > 0 ? .dataErrors : .success) : .usage }

  /// Checks task descriptions, and the tasks of run settings, each once.
  /// - Throws: `SharedLibraryError` if pictures cannot be decoded at all.
  static func make(_ paths: [String], cache: VerdictCache?, environment: [String: String]) throws -> CheckResult {
    var (taskPaths, settings): ([String], [String]) = ([], [])
    for path in paths {
      do {
        taskPaths += try Self.taskPaths(of: path, environment).filter { !taskPaths.contains($0) }
      } catch let error as SettingsError {
        settings += error.problems.map(\.description)
      }
    }
    let reports = try TaskCheck(cache: cache).run(paths: taskPaths, environment: environment)
    let findings = reports.flatMap(\.findings)
    return CheckResult(
      tasks: reports, settings: settings, errors: findings.only(.error).count + settings.count,
      warnings: findings.only(.warning).count)
  }

  /// The tasks of run settings, or the path itself; a file that is no YAML is left for the check to report.
  private static func taskPaths(of path: String, _ environment: [String: String]) throws -> [String] {
    try RunSettings.ofTasks(at: path, environment)?.tasks.map(\.path) ?? [path]
  }
}
