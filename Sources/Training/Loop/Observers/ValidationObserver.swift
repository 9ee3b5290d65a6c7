/// Runs the validation every so many updates and after the last one, and has the best state saved as such.
final class ValidationObserver: TrainingObserver {
  private let everySteps: Int?
  private let steps: Int
  private let validate: Validation
  private let metrics: MetricsObserver
  private let writer: CheckpointWriter

  /// The value of the whole run: the mean over its tasks.
  private static let mean = "mean"
  private static let split = "validation"

  /// - Parameters:
  ///   - everySteps: nil: after the last update alone.
  ///   - steps: updates of the whole run.
  init(
    everySteps: Int?, steps: Int, metrics: MetricsObserver, writer: CheckpointWriter, validate: @escaping Validation
  ) {
    self.everySteps = everySteps
    self.steps = steps
    self.metrics = metrics
    self.writer = writer
    self.validate = validate
  }

  /// Does for the checkpoint that a run goes on from what an error or a kill kept from being done: scoring it, where
  /// that was due, and marking it where its score is the best.
  /// - Parameter records: what the run has logged so far.
  func catchUp(_ state: TrainingState, after records: [MetricRecord]) throws {
    guard state.step > 0 else { return }
    let done = records.last { $0.key == Self.key(of: state.step) }
    if let score = done?.value {
      try writer.save(state, ifBest: score)
    } else {
      _ = try didUpdate(state)
    }
  }

  func didUpdate(_ state: TrainingState) throws -> Bool {
    guard everySteps.map(state.step.isMultiple) == true || state.step == steps else { return true }
    let scores = try validate(state.model)
    for score in scores {
      try metrics.record(
        evaluation: state.step, task: score.task, split: Self.split, name: score.metric, value: score.value)
    }
    let values = scores.compactMap(\.value)
    guard !values.isEmpty else { return true }
    let mean = values.reduce(0, +) / Double(values.count)
    try metrics.record(evaluation: state.step, task: nil, split: Self.split, name: Self.mean, value: mean)
    try writer.save(state, ifBest: mean)
    return true
  }

  private static func key(of step: Int) -> MetricRecord.Key {
    MetricRecord.Key(step: step, task: nil, split: split, name: mean)
  }
}
