import NN

/// What a run is at between two updates; a checkpoint holds all of it.
public final class TrainingState {
  /// The weights.
  public let model: MultiTaskModel
  /// The optimizer with its moments.
  public let optimizer: AdamW
  /// Updates done.
  public internal(set) var step: Int
  /// The losses of the last update, one a batch, in the order of the round.
  public internal(set) var losses: [TaskLoss] = []
  /// The learning rate of the last update.
  public internal(set) var learningRate = 0.0
  /// The gradients' L2 norm before clipping, in the last update; nil without clipping.
  public internal(set) var gradientNorm: Double?

  init(model: MultiTaskModel, optimizer: AdamW, step: Int) {
    self.model = model
    self.optimizer = optimizer
    self.step = step
  }

  /// The loss of one batch.
  public struct TaskLoss: Sendable, Equatable {
    /// The task's name.
    public let task: String
    /// The loss, finite; about 1 at the start of a run.
    public let value: Double
    /// Whether the batch had no label that says anything, so that it costs 0 whatever the model does.
    public var isWithoutLabels = false
    /// Whether it is a detection batch in which nothing is to be found, so that it costs next to nothing whatever the
    /// model does.
    public var isWithoutBoxes = false
  }
}

extension TrainingState {
  /// How many batches of the last step said nothing, by task, where there were any.
  func batchesWithoutLabels() -> [(task: String, count: Int)] {
    Dictionary(grouping: losses.filter(\.isWithoutLabels), by: \.task).map { ($0.key, $0.value.count) }
      .sorted { $0.0 < $1.0 }
  }

  /// One loss a task, the mean over its batches of the last step, by name.
  /// - Parameter counts: which batches enter; a task without any has no mean.
  func meanLosses(where counts: (TaskLoss) -> Bool = { _ in true }) -> [(task: String, value: Double)] {
    Dictionary(grouping: losses.filter(counts), by: \.task).sorted { $0.key < $1.key }.map { task, batches in
      (task, batches.reduce(0) { $0 + $1.value } / Double(batches.count))
    }
  }
}
