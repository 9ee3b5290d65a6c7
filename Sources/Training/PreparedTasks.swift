import Datasets
import Foundation
import Settings

/// The data sets of a run, opened and verified.
struct PreparedTasks {
  let datasets: [Dataset]
  let streams: [TaskStream]
  /// What was put aside, in earlier parts of the run first.
  let quarantined: [QuarantineTable.Row]
  /// Of these, what an earlier part trained with.
  let lost: [QuarantineTable.Row]
  /// What readers changed, assumed or left out, for the log.
  let notes: [Finding]

  /// - Parameter earlier: the run that goes on. What it has put aside stays out, so that the order of the others is the
  ///   same whatever has become of the files.
  /// - Throws: `SettingsError` with what is wrong with the descriptions, `UsageError` for two tasks of one name,
  ///   `DataError`; nothing is written before.
  init(_ settings: RunSettings, _ options: RunOptions, _ earlier: EarlierRun?) throws {
    let descriptions = try Self.descriptions(settings, options)
    let names = Set(descriptions.map(\.name))
    let aside = earlier?.quarantined.filter { names.contains($0.task) } ?? []
    let verified: [Verification]
    do {
      let opened = try Self.ofEach(descriptions) { description in
        try Dataset.open(description).without(ids: Set(aside.filter { $0.task == description.name }.map(\.id)))
      }
      verified = try Self.ofEach(Array(zip(settings.tasks, opened))) { task, dataset in
        try dataset.verifyReadable(
          policy: settings.training.badFiles, cache: options.verdicts, patchSize: task.size)
      }
    } catch let error as DataError {
      throw earlier.map { error.withRemedy(ofResumed: $0.restart) } ?? error
    }
    datasets = verified.map(\.dataset)
    streams = try zip(settings.tasks, datasets).map { try $0.stream($1) }
    let found = zip(descriptions, verified).flatMap { description, verified in
      verified.quarantined.map {
        QuarantineTable.Row(task: description.name, id: $0.id, path: $0.path, reason: $0.reason)
      }
    }
    quarantined = aside + found
    lost = earlier == nil ? [] : found
    notes = verified.flatMap(\.notes) + Verification.leaks(between: verified)
  }

  /// What `body` makes of every item.
  /// - Throws: `DataError` with what is wrong with all of them, so that one is not mended only to meet the next.
  private static func ofEach<Item, Made>(_ items: [Item], _ body: (Item) throws -> Made) throws -> [Made] {
    var findings: [Finding] = []
    let made = try items.compactMap { item -> Made? in
      do {
        return try body(item)
      } catch let error as DataError {
        findings += error.findings
        return nil
      }
    }
    guard findings.isEmpty else { throw DataError(findings) }
    return made
  }

  /// All of them before any data is opened, so that what is wrong with the last is known before the first was read.
  private static func descriptions(_ settings: RunSettings, _ options: RunOptions) throws -> [TaskDescription] {
    var problems: [SettingsProblem] = []
    var found: [TaskDescription] = []
    for task in settings.tasks {
      do {
        let description = try TaskDescription.read(path: task.path, environment: options.environment)
        try task.requireOwnName(description, among: found)
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
    try QuarantineTable.write(quarantined, to: path)
    for row in quarantined { log.warning("task \(row.task), sample \"\(row.id)\": left out, \(row.reason)") }
  }
}

extension DataError {
  /// A run that has begun keeps its settings, so that a bad file can no longer be left out.
  fileprivate func withRemedy(ofResumed restart: String) -> DataError {
    DataError(
      findings.map { finding in
        guard finding.kind == .unreadableFile else { return finding }
        return Finding(
          finding.severity, finding.kind, at: finding.place, finding.found, allowed: finding.allowed,
          hint: "if it has changed, bring it back as it was, with its time (cp -p, rsync -t), or \(restart)")
      })
  }
}
