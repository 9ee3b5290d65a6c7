import Datasets
import Evaluation
import Foundation
import Settings
import Torch
import Training

/// A training with its scores: validation on the way, the test split after the last step, the report.
struct ScoredRun {
  /// The run's folder.
  let folder: String
  /// Updates done.
  let step: Int
  /// False if a signal ended the run.
  let isComplete: Bool
  /// nil where nothing was evaluated.
  let summary: EvaluationSummary?

  /// Trains and evaluates.
  /// - Parameter didOpen: told the run before its first update, so that whoever waits for it can watch it.
  /// - Throws: what the opening, the training and the evaluation of a run throw.
  static func make(
    _ document: SettingsDocument, _ options: RunOptions, console: Console, didOpen: (TrainingRun) -> Void = { _ in }
  ) throws -> ScoredRun {
    defer { console.endProgress() }
    let run = try TrainingRun(document, options, console: console)
    didOpen(run)
    let isTrained = try run.train(validate: validation(run))
    // One that came during the last save, or while nothing was left to train.
    let late = isTrained ? options.stop?.name : nil
    if let late { run.log.warning("\(late) came after the last update: nothing is scored; `umedpt eval` does it") }
    let isComplete = isTrained && late == nil
    // What follows can be repeated with `eval`, so a signal may end it.
    options.stop?.remove()
    let result = isComplete && run.settings.evaluation.isAtEnd ? try evaluate(run) : nil
    let report = try Report.write(runFolder: run.folder.path, examples: result?.examples ?? [])
    run.log.information("the run on one page: \(report)")
    return ScoredRun(folder: run.folder.path, step: run.state.step, isComplete: isComplete, summary: result?.summary)
  }

  /// Pictures a task that a report shows.
  static let reportExamples = 4

  var exitCode: ExitCode { isComplete ? .success : .savedAfterSignal }

  private static func validation(_ run: TrainingRun) -> Validation? {
    let (held, bare) = (run.datasets.filter(\.hasValidation), run.datasets.filter { !$0.hasValidation })
    for dataset in bare where dataset.description.validation > 0 {
      let (name, share) = (dataset.description.name, dataset.description.validation)
      run.log.warning("task \(name): validation: \(share) of its training samples is none; make it larger")
    }
    let isOnTheWay = run.settings.evaluation.everySteps != nil
    guard !held.isEmpty else {
      if isOnTheWay {
        run.log.warning("evaluation.every_steps is set, but no task has validation samples; set validation: in a task")
      }
      return nil
    }
    if !isOnTheWay {
      run.log.information(
        "validation samples of \(held.count) task(s) are scored after the last update; with evaluation.every_steps "
          + "also on the way, and the best checkpoint is kept")
    }
    return Evaluator.validation(run.datasets, options: options(run))
  }

  private static func evaluate(_ run: TrainingRun) throws -> EvaluationResult? {
    let tested = run.datasets.filter { !$0.samples(.test).isEmpty }
    for dataset in run.datasets where dataset.samples(.test).isEmpty {
      run.log.warning("task \(dataset.description.name) has no test samples, so it is not scored")
    }
    guard !tested.isEmpty else { return nil }
    // The checkpoint that `eval` takes too, so that both give the same scores.
    let checkpoint = try Checkpoint(CheckpointChoice.folder(for: run.folder.path))
    let isLast = checkpoint.step == run.state.step
    let name = checkpoint.name + (isLast ? "" : ", the best by validation,")
    run.log.information(
      "evaluating \(name) on the test splits of \(tested.count) task(s); if this is interrupted, `umedpt eval` repeats "
        + "it")
    let model = isLast ? run.state.model : try checkpoint.model(on: run.device)
    let evaluator = Evaluator(model, options: options(run, exampleCount: reportExamples))
    var result = try evaluator.evaluate(tested, split: .test)
    result.summary.step = checkpoint.step
    result.summary.checkpoint = checkpoint.name
    try result.write(to: run.folder.evaluation)
    return result
  }

  private static func options(_ run: TrainingRun, exampleCount: Int = 0) -> EvaluationOptions {
    var options = EvaluationOptions()
    options.device = run.device
    options.precision = run.precision
    options.threads = max(1, run.settings.loader.threads)
    options.exampleCount = exampleCount
    return options
  }
}

extension Dataset {
  fileprivate var hasValidation: Bool { !samples(.validation).isEmpty }
}
