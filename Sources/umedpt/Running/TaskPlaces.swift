import Datasets
import Foundation
import Settings
import Training

/// Where the descriptions of a model's tasks lie now: where they lay when it was trained, or where `--data` says.
struct TaskPlaces {
  private var moved: [String: TaskDescription] = [:]
  private let environment: [String: String]

  /// - Parameter files: settings of runs or task descriptions; other tasks than the model's are passed over.
  /// - Throws: `SettingsError` for a file that cannot be read, `UsageError` for one without a task of the model and for
  ///   two of the same task.
  init(_ files: [String], of model: ModelConfiguration, _ environment: [String: String]) throws {
    self.environment = environment
    for file in files {
      let paths = try RunSettings.ofTasks(at: file, environment)?.tasks.map(\.path) ?? [file]
      let found = try paths.map { try TaskDescription.read(path: $0, environment: environment) }
      let known = found.filter { model.task($0.name) != nil }
      guard !known.isEmpty else { throw Self.foreign(file, found.map(\.name), model.tasks.map(\.name)) }
      for description in known {
        if let twin = moved.updateValue(description, forKey: description.name) {
          throw UsageError(
            "--data: task \(description.name) is described in \(twin.path) and in \(description.path); give one")
        }
      }
    }
  }

  /// - Throws: `UsageError` for a description that is not there, `SettingsError` for one that cannot be read.
  func description(of task: TaskConfiguration) throws -> TaskDescription {
    if let found = moved[task.name] { return found }
    guard FileManager.default.fileExists(atPath: task.description) else {
      throw UsageError(
        "\(task.description): no such file; it described task \(task.name) when the model was trained; if the data "
          + "have moved, give the description or the run's settings at their new place with --data FILE.yaml")
    }
    return try TaskDescription.read(path: task.description, environment: environment)
  }

  private static func foreign(_ file: String, _ found: [String], _ known: [String]) -> UsageError {
    let nearest = found.count == 1 ? NearestName.of(found[0], in: known).map { "; did you mean \($0)?" } : nil
    return UsageError(
      "--data: \(file) describes \(found.joined(separator: ", ")), no task of the model\(nearest ?? ".") "
        + "It has \(known.joined(separator: ", "))")
  }
}
