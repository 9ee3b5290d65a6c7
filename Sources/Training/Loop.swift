import Datasets
import Foundation
import Models
import NN
import Statistics
import Torch

/// What a run is at between two updates; a checkpoint holds all of it.
public final class TrainingState {
  /// The weights.
  public let model: MultiTaskModel
  /// With its moments.
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
    /// Its name.
    public let task: String
    /// About 1 at the start of a run.
    public let value: Double
    /// The batch had no label that says anything.
    public var isWithoutLabels = false
  }
}

/// Sees the state between two updates and does not edit it.
public protocol TrainingObserver: AnyObject {
  /// After each update.
  /// - Returns: false to end the run here.
  /// - Throws: What ends the run with an error.
  func didUpdate(_ state: TrainingState) throws -> Bool
}

/// Algorithm 1: one batch of every task, one graph alive at a time, gradients summed in place, one update.
public struct TrainingLoop {
  let steps: Int
  let seed: UInt64
  let precision: Precision
  let device: Device
  let clipNorm: Double?
  let learningRate: (_ step: Int) -> Double
  let batches: BatchStream
  let observers: [any TrainingObserver]

  /// Trains from `state.step` to `steps`, or until an observer ends the run.
  /// - Throws: `NonFiniteLoss`, `SampleError` of the loader, `TorchError` with task, step and samples.
  public func run(_ state: TrainingState) throws {
    state.model.setTraining(true)
    while state.step < steps {
      try TorchLibrary.seed(stepSeed(state.step))
      state.losses = try (0..<batches.roundCount).map { _ in
        let batch = try batches.next()
        return try accumulate(batch, state)
      }
      state.gradientNorm = try clipNorm.flatMap { try state.optimizer.clipGradients(to: $0)?.item() }
      state.learningRate = learningRate(state.step)
      try state.optimizer.step(learningRate: state.learningRate)
      state.optimizer.clearGradients()
      state.step += 1
      var goesOn = true
      for observer in observers { goesOn = try observer.didUpdate(state) && goesOn }
      guard goesOn else { return }
    }
  }

  /// libtorch's generator (drop path) is seeded anew for every step, so that a resumed run needs no generator state.
  private func stepSeed(_ step: Int) -> UInt64 {
    var random = SampleRandom(seed: seed, task: "", index: step)
    return random.next()
  }

  /// Adds one batch's gradients to the sum and lets its graph go; the loss.
  private func accumulate(_ batch: HostBatch, _ state: TrainingState) throws -> TrainingState.TaskLoss {
    guard let task = state.model.tasks[batch.task] else { preconditionFailure("no head for \(batch.task)") }
    do {
      let moved = try TaskBatch(batch, on: device)
      let loss = try autocast(precision, on: device) { try task.loss(moved, state.model.shared) }
      let value = try loss.item()  // a sync point on a GPU; a loss that is not finite must not reach the weights
      guard value.isFinite else {
        throw NonFiniteLoss(task: batch.task, step: state.step, ids: batch.ids, value: value)
      }
      try loss.backward()
      return TrainingState.TaskLoss(task: batch.task, value: value, isWithoutLabels: moved.isWithoutLabels)
    } catch let error as TorchError {
      throw BatchError(task: batch.task, step: state.step, ids: batch.ids, cause: error)
    }
  }
}

/// A loss that is infinite or no number. The weights are those before the step.
public struct NonFiniteLoss: Error, CustomStringConvertible {
  /// The task of the batch.
  public let task: String
  /// Updates done before it.
  public let step: Int
  /// Of its samples.
  public let ids: [String]
  /// Infinite or no number.
  public let value: Double

  /// What happened where, and what to do.
  public var description: String {
    """
    task \(task), step \(step): the loss is \(value). Samples: \(ids.joined(separator: ", ")). \
    Look at them with `umedpt check`, or lower optimizer.learning_rate; the last checkpoint is untouched.
    """
  }
}

/// An error of libtorch with the batch that met it.
public struct BatchError: Error, CustomStringConvertible {
  /// The task of the batch.
  public let task: String
  /// Updates done before it.
  public let step: Int
  /// Of its samples.
  public let ids: [String]
  /// What libtorch said.
  public let cause: any Error

  /// Place, then the cause.
  public var description: String {
    "task \(task), step \(step), samples \(ids.joined(separator: ", ")): \(cause)"
  }
}
