import Datasets
import Foundation
import Settings

/// The data sets of a run, opened and verified.
struct PreparedTasks {
  let datasets: [Dataset]
  let streams: [TaskStream]
  let quarantined: [(task: String, sample: QuarantinedSample)]
  /// What readers changed, assumed or left out, for the log.
  let notes: [Finding]

  /// - Throws: `SettingsError` with what is wrong with the descriptions, `UsageError` for two tasks of one name,
  ///   `DataError`; nothing is written before.
  init(_ settings: RunSettings, _ options: RunOptions) throws {
    let descriptions = try Self.descriptions(settings, options)
    let verified = try zip(settings.tasks, descriptions).map { task, description in
      try Dataset.open(description).verifyReadable(
        policy: settings.training.badFiles, cache: options.verdicts, patchSize: task.size)
    }
    datasets = verified.map(\.dataset)
    streams = try zip(settings.tasks, datasets).map { try $0.stream($1) }
    quarantined = zip(descriptions, verified).flatMap { description, verified in
      verified.quarantined.map { (description.name, $0) }
    }
    notes = verified.flatMap(\.notes) + Verification.leaks(between: verified)
  }

  /// All of them before any data is opened, so that what is wrong with the last is known before the first was read.
  private static func descriptions(_ settings: RunSettings, _ options: RunOptions) throws -> [TaskDescription] {
    var problems: [SettingsProblem] = []
    var found: [TaskDescription] = []
    for task in settings.tasks {
      do {
        let description = try TaskDescription.read(path: task.path, environment: options.environment)
        if let twin = found.first(where: { $0.name == description.name }) {
          throw UsageError(
            "two tasks are named \(description.name): \(twin.path) and \(task.path); each needs its own head")
        }
        try task.requireSuited(to: description)
        found.append(description)
      } catch let error as SettingsError {
        problems += error.problems
      }
    }
    guard problems.isEmpty else { throw SettingsError(problems) }
    return found
  }

  func writeQuarantine(to path: String, _ log: RunLog) throws {
    guard !quarantined.isEmpty else { return }
    let rows = quarantined.map { task, sample in
      QuarantineTable.Row(task: task, id: sample.id, path: sample.path, reason: sample.reason)
    }
    try QuarantineTable.write(rows, to: path)
    for row in rows { log.warning("task \(row.task), sample \"\(row.id)\": left out, \(row.reason)") }
  }
}

extension Modality {
  /// The augmentation preset of the domain.
  var augmentation: String {
    switch self {
    case .natural, .ultrasound, .microscopy: "natural"
    case .xray: "xray"
    case .histology: "histology"
    case .ct: "ct"
    case .mri: "mri"
    }
  }
}
