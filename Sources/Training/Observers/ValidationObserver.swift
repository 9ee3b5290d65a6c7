/// A score of one task: the value that is best when largest.
public struct ValidationScore: Sendable {
  /// Its name.
  public let task: String
  /// As in `metrics.jsonl`, such as `macro_f1`.
  public let metric: String
  /// nil where the metric is undefined.
  public let value: Double?

  /// - Parameter value: nil enters no mean.
  public init(task: String, metric: String, value: Double?) {
    self.task = task
    self.metric = metric
    self.value = value
  }
}

/// Scores the model on the validation splits; given from above, because training knows no metric.
public typealias Validation = (MultiTaskModel) throws -> [ValidationScore]

/// Runs the validation every so many updates and after the last one, and marks the checkpoint of the best mean.
final class ValidationObserver: TrainingObserver {
  private let everySteps: Int?
  private let steps: Int
  private let validate: Validation
  private let metrics: MetricsObserver
  private let writer: CheckpointWriter
  private(set) var best: Double?

  /// - Parameters:
  ///   - everySteps: nil: after the last update alone.
  ///   - steps: updates of the whole run.
  ///   - best: mean score so far, where the run goes on.
  init(
    everySteps: Int?, steps: Int, best: Double?, metrics: MetricsObserver, writer: CheckpointWriter,
    validate: @escaping Validation
  ) {
    self.everySteps = everySteps
    self.steps = steps
    self.best = best
    self.metrics = metrics
    self.writer = writer
    self.validate = validate
  }

  /// Scores the checkpoint that a run goes on from, where that was due and an unreadable file kept it from being done.
  /// - Parameter records: what the run has logged so far.
  func makeUp(_ state: TrainingState, after records: [MetricRecord]) throws {
    let isDone = records.contains { $0.step == state.step && $0.split == "validation" && $0.task == nil }
    guard state.step > 0, !isDone else { return }
    _ = try didUpdate(state)
  }

  func didUpdate(_ state: TrainingState) throws -> Bool {
    guard everySteps.map(state.step.isMultiple) == true || state.step == steps else { return true }
    let scores = try validate(state.model)
    for score in scores {
      try metrics.record(
        evaluation: state.step, task: score.task, split: "validation", name: score.metric, value: score.value)
    }
    let values = scores.compactMap(\.value)
    guard !values.isEmpty else { return true }
    let mean = values.reduce(0, +) / Double(values.count)
    try metrics.record(evaluation: state.step, task: nil, split: "validation", name: "mean", value: mean)
    guard mean > best ?? -.infinity else { return true }
    best = mean
    writer.best = mean
    try metrics.synchronize()
    try writer.write(state, isBest: true)
    return true
  }
}
