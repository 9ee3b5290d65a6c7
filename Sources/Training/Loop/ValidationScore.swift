/// A score of one task: the value that is best when largest.
public struct ValidationScore: Sendable {
  /// The task's name.
  public let task: String
  /// The metric's name in `metrics.jsonl`, such as `macro_f1`.
  public let metric: String
  /// The score; nil where the metric is undefined.
  public let value: Double?

  /// A score of a task.
  /// - Parameter value: nil enters no mean.
  public init(task: String, metric: String, value: Double?) {
    self.task = task
    self.metric = metric
    self.value = value
  }
}

/// Scores the model on the validation splits; given from above, because training knows no metric.
public typealias Validation = (MultiTaskModel) throws -> [ValidationScore]
