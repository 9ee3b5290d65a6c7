import Datasets
import Evaluation
import Foundation
import Settings
import Torch
import Training

/// An evaluation of a checkpoint on the data that it was trained with.
struct EvaluationRequest {
  /// A run folder or a checkpoint folder.
  let path: String
  var split = Split.test
  /// Names of the tasks to score; empty for all.
  var tasks: [String] = []
  /// Settings or task descriptions at their new place, where the data have moved since the training.
  var data: [String] = []
  /// nil is the run's own `eval` folder, or a folder in it for a part of the evaluation.
  var out: String?
  var environment: [String: String] = [:]
  /// Says warnings alone.
  var isQuiet = false

  /// What an evaluation gave.
  struct Scored {
    let summary: EvaluationSummary
    let folder: String
    /// Samples of the split that could not be read, in words.
    let leftOut: [String]
  }

  init(path: String) { self.path = path }

  /// - Throws: `UsageError` and `OutputError` for a folder that cannot be used, `RunFolderError`, `SettingsError`,
  ///   `DataError`, `TaskMismatch`.
  func run(on device: Device?) throws -> Scored {
    let checkpoint = try Checkpoint(CheckpointChoice.folder(for: path))
    let configurations = try chosen(checkpoint.configuration)
    let place = try ScorePlace(checkpoint, self)
    let isNew = try place.prepare()
    // A folder that was made for nothing goes again; one that holds something stays.
    defer { if isNew { rmdir(place.folder) } }
    let choice = try deviceChoice(checkpoint, of: place.run, device)
    // Before the data, which may take long: a training that goes on removes its older checkpoints.
    let model = try checkpoint.model(on: choice.device)
    let places = try TaskPlaces(data, of: checkpoint.configuration, environment)
    let opened = try withSamples(configurations.map { try open(places.description(of: $0)) })
    say(choice, "\(checkpoint.path): \(opened.count) task(s), \(choice.device), \(choice.precision.rawValue)")
    let hasOtherSamples = sayOtherSamples(opened.map(\.dataset), place.run)
    var options = EvaluationOptions()
    (options.device, options.precision) = (choice.device, choice.precision)
    options.threads = max(1, ProcessInfo.processInfo.activeProcessorCount)
    options.exampleCount = place.isOfReport ? ScoredRun.reportExamples : 0
    var result = try Evaluator(model, options: options).evaluate(opened.map(\.dataset), split: split)
    result.summary.step = checkpoint.step
    result.summary.checkpoint = checkpoint.name
    // It may have named another checkpoint meanwhile.
    let final = try ScorePlace(checkpoint, self, hasOtherSamples: hasOtherSamples)
    if final.folder != place.folder { _ = try final.prepare() }
    try result.write(to: final.folder)
    if final.isOfReport, let run = final.run { try Report.write(runFolder: run.path, examples: result.examples) }
    return Scored(summary: result.summary, folder: final.folder, leftOut: opened.flatMap(leftOut))
  }

  /// Warns of tasks whose samples of the split are not those that it held when the training began.
  /// - Returns: whether there is one.
  private func sayOtherSamples(_ datasets: [Dataset], _ run: RunLayout?) -> Bool {
    guard split != .train, let record = run.flatMap({ try? RunRecord.read($0.record) }) else { return false }
    let others = datasets.filter { record.hasOtherSamples($0, in: split) }
    for dataset in others {
      Output.message(
        "warning: task \(dataset.description.name): other samples are in \(split.rawValue) than when the training began; "
          + "it may have seen some of them")
    }
    return !others.isEmpty
  }

  /// Each task once, in the order asked for.
  /// - Throws: `UsageError` for a name that the model does not have.
  private func chosen(_ model: ModelConfiguration) throws -> [TaskConfiguration] {
    guard !tasks.isEmpty else { return model.tasks }
    let names = model.tasks.map(\.name)
    var found: [TaskConfiguration] = []
    for name in tasks where !found.contains(where: { $0.name == name }) {
      guard let task = model.task(name) else {
        let nearest = NearestName.of(name, in: names).map { "; did you mean \($0)?" } ?? "."
        throw UsageError("--task: no task \"\(name)\"\(nearest) The model has \(names.joined(separator: ", "))")
      }
      found.append(task)
    }
    return found
  }

  private func open(_ description: TaskDescription) throws -> Verification {
    try Dataset.open(description).verifyReadable(
      policy: .quarantine, cache: .standard(environment: environment), splits: [split])
  }

  /// Tasks without a sample of the split are said and passed over.
  /// - Throws: `UsageError` if that is all of them.
  private func withSamples(_ opened: [Verification]) throws -> [Verification] {
    let isScored = { (one: Verification) in !one.dataset.samples(split).isEmpty || !leftOut(one).isEmpty }
    let empty = opened.filter { !isScored($0) }.map(\.dataset.description.name)
    guard empty.count < opened.count else {
      throw UsageError(
        "--split \(split.rawValue): no samples of it in \(empty.joined(separator: ", ")), so there is nothing to "
          + "score; choose another split, or list samples of this one")
    }
    for name in empty {
      Output.message("warning: task \(name) has no \(split.rawValue) samples, so it is not scored")
    }
    return opened.filter(isScored)
  }

  /// Samples of the split that cannot be read, in words.
  private func leftOut(_ verification: Verification) -> [String] {
    verification.quarantined.filter { $0.split == split }.map { sample in
      "task \(verification.dataset.description.name), sample \"\(sample.id)\": left out, \(sample.path): "
        + sample.reason
    }
  }

  /// As the run was trained, where its settings and its record are at hand.
  private func deviceChoice(
    _ checkpoint: Checkpoint, of run: RunLayout?, _ device: Device?
  ) throws -> DeviceChoice {
    let settings = run.flatMap { try? SettingsDocument(path: $0.resolvedSettings) }
    let asked = settings.flatMap { try? RunSettings($0, environment: environment) }?.training.precision
    let record = run.flatMap { try? RunRecord.read($0.record) }
    return try DeviceChoice(
      device, precision: asked, trained: record?.precision(at: checkpoint.step), environment: environment)
  }

  private func say(_ choice: DeviceChoice, _ facts: String) {
    if let warning = choice.warning { Output.message("warning: \(warning)") }
    guard !isQuiet else { return }
    for line in [choice.note, facts].compactMap({ $0 }) { Output.message(line) }
  }
}
