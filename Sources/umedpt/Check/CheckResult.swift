import Datasets
import Foundation
import Settings
import Training

/// The checks of all tasks that were named.
struct CheckResult: Encodable {
  let tasks: [CheckReport]
  /// What is wrong with settings of runs. Tasks of settings that cannot be read could not be found.
  let settings: [String]
  let errors: Int
  let warnings: Int

  /// Settings come first: no data mend them.
  var exitCode: ExitCode { settings.isEmpty ? (errors > 0 ? .dataErrors : .success) : .usage }

  /// Checks task descriptions, and the tasks of run settings, each once.
  /// - Throws: `SharedLibraryError` if pictures cannot be decoded at all.
  static func make(_ paths: [String], cache: VerdictCache?, environment: [String: String]) throws -> CheckResult {
    var (taskPaths, settings): ([String], [String]) = ([], [])
    for path in paths {
      do {
        let run = try RunSettings.ofTasks(at: path, environment)
        // A file that is no YAML is left for the check to report.
        for task in run?.tasks.map(\.path) ?? [path] where !taskPaths.contains(task) { taskPaths.append(task) }
        settings += run.map { problems(of: $0, at: path, environment) } ?? []
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

  /// What a training refuses about the tasks of a run as a whole; descriptions that cannot be read are the check's.
  private static func problems(of run: RunSettings, at path: String, _ environment: [String: String]) -> [String] {
    var (known, problems): ([TaskDescription], [String]) = ([], [])
    for task in run.tasks {
      guard let description = try? TaskDescription.read(path: task.path, environment: environment) else { continue }
      do {
        try task.requireOwnName(description, among: known)
        try task.requireSuited(to: description)
      } catch let error as SettingsError {
        problems += error.problems.map(\.description)
      } catch {
        problems.append("\(path): \(error)")
      }
      known.append(description)
    }
    return problems
  }
}
