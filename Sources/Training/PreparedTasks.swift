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

  /// - Throws: `SettingsError` for two tasks of one name, `DataError` before anything is written.
  init(_ settings: RunSettings, _ options: RunOptions) throws {
    var datasets: [Dataset] = []
    var streams: [TaskStream] = []
    var quarantined: [(task: String, sample: QuarantinedSample)] = []
    var notes: [Finding] = []
    for task in settings.tasks {
      let description = try TaskDescription.read(path: task.path, environment: options.environment)
      if let twin = datasets.first(where: { $0.description.name == description.name }) {
        throw UsageError(
          "two tasks are named \(description.name): \(twin.description.path) and \(task.path); each needs its own head")
      }
      let verified = try Dataset.open(description).verifyReadable(
        policy: settings.training.badFiles, cache: options.verdicts)
      datasets.append(verified.dataset)
      notes += verified.notes
      quarantined += verified.quarantined.map { (description.name, $0) }
      streams.append(try task.stream(verified.dataset))
    }
    (self.datasets, self.streams, self.quarantined, self.notes) = (datasets, streams, quarantined, notes)
  }

  func writeQuarantine(to path: String, _ log: RunLog) throws {
    guard !quarantined.isEmpty else { return }
    let table = QuarantineTable(path)
    for (task, sample) in quarantined {
      try table.add(.init(task: task, id: sample.id, path: sample.path, reason: sample.reason))
      log.warning("task \(task), sample \"\(sample.id)\": left out, \(sample.reason)")
    }
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
