import Datasets
import Evaluation
import Foundation
import Settings
import Torch
import Training

/// A training with its scores: validation on the way, the test split after the last step, the report.
struct ScoredRun {
  let folder: String
  let step: Int
  /// False if a signal ended the run.
  let isComplete: Bool
  /// nil where nothing was evaluated.
  let summary: EvaluationSummary?

  /// Trains and evaluates.
  /// - Parameter didTrain: told the run folder after the training, before the evaluation.
  static func make(
    _ document: SettingsDocument, _ options: RunOptions, console: Console, didTrain: (TrainingRun) -> Void = { _ in }
  ) throws -> ScoredRun {
    defer { console.endProgress() }
    let run = try TrainingRun(document, options, console: console)
    let isComplete = try run.train(validate: try validation(run))
    // What follows can be repeated with `eval`, so a signal may end it.
    options.stop?.remove()
    didTrain(run)
    let result = isComplete && run.settings.evaluation.isAtEnd ? try evaluate(run) : nil
    let report = try Report.write(runFolder: run.folder.path, examples: result?.examples ?? [])
    run.log.information("the run on one page: \(report)")
    return ScoredRun(folder: run.folder.path, step: run.state.step, isComplete: isComplete, summary: result?.summary)
  }

  /// Pictures a task that a report shows.
  static let reportExamples = 4

  var exitCode: ExitCode { isComplete ? .success : .savedAfterSignal }

  private static func validation(_ run: TrainingRun) throws -> Validation? {
    guard run.settings.evaluation.everySteps != nil else { return nil }
    if run.datasets.allSatisfy({ $0.samples(.validation).isEmpty }) {
      run.log.warning("evaluation.every_steps is set, but no task has validation samples; set validation: in a task")
    }
    return Evaluator.validation(run.datasets, options: try options(run))
  }

  private static func evaluate(_ run: TrainingRun) throws -> EvaluationResult? {
    let tested = run.datasets.filter { !$0.samples(.test).isEmpty }
    for dataset in run.datasets where dataset.samples(.test).isEmpty {
      run.log.warning("task \(dataset.description.name) has no test samples, so it is not scored")
    }
    guard !tested.isEmpty else { return nil }
    run.log.information("evaluating \(tested.count) task(s) on their test splits")
    var options = try options(run)
    options.exampleCount = reportExamples
    var result = try Evaluator(run.state.model, options: options).evaluate(tested, split: .test)
    result.summary.step = run.state.step
    result.summary.checkpoint = "step-\(run.state.step)"
    try result.write(to: run.folder.evaluation)
    return result
  }

  private static func options(_ run: TrainingRun) throws -> EvaluationOptions {
    var options = EvaluationOptions()
    options.device = run.device
    options.precision = run.precision
    options.threads = max(1, run.settings.loader.threads)
    return options
  }
}
