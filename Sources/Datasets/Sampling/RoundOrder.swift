import Statistics

/// The order of the batches in each optimisation step: every task `multiplicity` times, shuffled by seed and step.
public struct RoundOrder: Sendable {
  /// One batch of a round: the task, and which of its batches in this step.
  public struct Turn: Sendable, Equatable {
    /// The task's place in the list, from 0.
    public let task: Int
    /// Which of its batches in this step, from 0.
    public let repetition: Int
  }

  private let seed: UInt64
  private let turns: [Turn]

  /// The order of a run.
  /// - Parameter multiplicities: batches a step, by task.
  public init(multiplicities: [Int], seed: UInt64) {
    self.seed = seed
    turns = multiplicities.enumerated().flatMap { task, count in
      (0..<count).map { Turn(task: task, repetition: $0) }
    }
  }

  /// Batches in one step.
  public var count: Int { turns.count }

  /// The batches of a step in their order.
  /// - Parameter step: updates done before it.
  public func round(_ step: Int) -> [Turn] {
    var random = SampleRandom(seed: seed, task: "/round", epoch: step)
    return random.permutation(turns.count).map { turns[$0] }
  }
}
