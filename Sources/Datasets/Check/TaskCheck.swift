import Foundation
import Settings

/// Looks at everything that a task description names and reports all findings at once.
public struct TaskCheck: Sendable {
  /// Where verdicts are kept; nil decodes every file again and keeps nothing.
  public var cache: VerdictCache?
  /// Files that are decoded at a time.
  public var threads: Int

  /// A check with these verdicts and threads; by default with as many threads as there are processor cores.
  public init(cache: VerdictCache?, threads: Int = max(1, ProcessInfo.processInfo.activeProcessorCount)) {
    self.cache = cache
    self.threads = threads
  }

  /// Checks several `task.yaml`, each alone and against the others.
  /// - Throws: the error of the imaging library if it cannot be opened; everything about the data is a finding.
  public func run(
    paths: [String], environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> [CheckReport] {
    var checked = try paths.map { try examined(path: $0, environment: environment) }
    let images = checked.map(\.images)
    // Tasks may share a table, so a place alone does not tell them apart; nor does a name, where two have the same.
    let places = images.enumerated().flatMap { task, seen in seen.map { ([$0.task, $0.record.place], task) } }
    let owners = Dictionary(places, uniquingKeysWith: { first, _ in first })
    let found = DuplicateImages.leaks(images) + DuplicateImages.nearCopies(between: images)
    for (task, told) in Dictionary(grouping: found, by: { owners[[$0.task, $0.finding.place]] ?? 0 }) {
      checked[task].report.findings = (told.map(\.finding) + checked[task].report.findings).bySeverity
    }
    return checked.map(\.report)
  }

  /// Checks a `task.yaml`; problems of the file itself become findings too.
  /// - Throws: the error of the imaging library if it cannot be opened; everything about the data is a finding.
  public func run(
    path: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> CheckReport {
    try examined(path: path, environment: environment).report
  }

  /// A report, and the images that it saw, in the splits that a training would use.
  private typealias Examined = (report: CheckReport, images: [InspectedImage])

  private func examined(path: String, environment: [String: String]) throws -> Examined {
    let description: TaskDescription
    do {
      description = try TaskDescription.read(path: path, environment: environment)
    } catch {
      let findings = Self.findings(error, at: path)
      return (CheckReport(path: path, task: nil, samples: [:], files: 0, decoded: 0, findings: findings), [])
    }
    return try examined(description)
  }

  /// Checks a description.
  /// - Throws: the error of the imaging library if it cannot be opened; everything about the data is a finding.
  public func run(_ description: TaskDescription) throws -> CheckReport { try examined(description).report }

  private func examined(_ description: TaskDescription) throws -> Examined {
    let reading: SourceReading
    do {
      reading = try Dataset.read(description)
    } catch {
      let findings = (error as? DataError)?.findings ?? [Finding(.error, .table, at: description.path, "\(error)")]
      let report = CheckReport(
        path: description.path, task: description.name, samples: [:], files: 0, decoded: 0, findings: findings,
        labelType: description.labelType)
      return (report, [])
    }
    return try report(description, reading)
  }

  /// What is wrong with a description that cannot be read.
  private static func findings(_ error: any Error, at path: String) -> [Finding] {
    guard let error = error as? SettingsError else { return [Finding(.error, .description, at: path, "\(error)")] }
    return error.problems.map { problem in
      let place = problem.path.isEmpty ? "\(problem.place)" : "\(problem.place): \(problem.path)"
      return Finding(.error, .description, at: place, problem.message)
    }
  }

  private func report(_ description: TaskDescription, _ reading: SourceReading) throws -> Examined {
    let records = Splits.holdOut(reading.records, share: description.validation)
    let seen = try FileInspector(description: description, cache: cache, threads: threads).inspect(records)
    // The splits as listed: two like files of the training set are no leak, wherever the hold-out puts them.
    let files = FileFindings(
      description: description, records: reading.records, verdicts: seen.verdicts, isWhole: reading.isWhole)
    let findings = reading.findings.map(\.asCheckFinding) + files.all + (seen.note.map { [$0] } ?? [])
    let samples = Dictionary(grouping: records, by: \.split.rawValue).mapValues(\.count)
    let report = CheckReport(
      path: description.path, task: description.name, samples: samples, files: seen.verdicts.count,
      decoded: seen.decoded, findings: findings.bySeverity,
      labelType: description.labelType, classes: ClassCount.of(records, description, seen.verdicts),
      fingerprint: DataFingerprint(records, files))
    return (report, files.pictures.heldOut(as: records))
  }
}

extension Finding {
  /// Missing files and a set without a training sample do not stop the opening of a set (training may quarantine the
  /// files, an evaluation needs no training), but they are errors of the set.
  fileprivate var asCheckFinding: Finding {
    guard [.missingFile, .noFiles].contains(kind) else { return self }
    return Finding(.error, kind, at: place, found, allowed: allowed, hint: hint ?? "add the file, or remove its line")
  }
}

extension [Finding] {
  /// Errors before warnings before notes; those of one severity in their order.
  fileprivate var bySeverity: [Finding] { only(.error) + only(.warning) + only(.note) }
}
