import Datasets
import Models
import NN
import Statistics
import Torch

/// Algorithm 1: one batch of every task, one graph alive at a time, gradients summed in place, one update.
struct TrainingLoop {
  let steps: Int
  let seed: UInt64
  /// Of matrix products and convolutions.
  let precision: Precision
  let device: Device
  /// The gradients' largest L2 norm; nil does not clip.
  let clipNorm: Double?
  /// AdamW's rate of a step, counted from 0.
  let learningRate: (_ step: Int) -> Double
  let batches: BatchStream
  let observers: [any TrainingObserver]

  /// Trains from `state.step` to `steps`, or until an observer ends the run.
  /// - Throws: `NonFiniteLoss`, `SampleError` of the loader, `BatchError` with libtorch's own, `UpdateError` with that
  ///   of the update itself, and what an observer throws.
  func run(_ state: TrainingState) throws {
    state.model.setTraining(true)
    while state.step < steps {
      try TorchLibrary.seed(stepSeed(state.step))
      state.losses = try (0..<batches.roundCount).map { _ in
        let batch = try batches.next()
        return try accumulate(batch, state)
      }
      try update(state)
      state.step += 1
      // Every observer sees every update, whatever an earlier one answers.
      var goesOn = true
      for observer in observers { goesOn = try observer.didUpdate(state) && goesOn }
      guard goesOn else { return }
    }
  }

  private func update(_ state: TrainingState) throws {
    do {
      state.gradientNorm = try clipNorm.flatMap { try state.optimizer.clipGradients(to: $0)?.item() }
      state.learningRate = learningRate(state.step)
      try state.optimizer.step(learningRate: state.learningRate)
      state.optimizer.clearGradients()
    } catch let error as TorchError {
      throw UpdateError(step: state.step, cause: error)
    }
  }

  /// libtorch's generator (drop path) is seeded anew for every step, so that a resumed run needs no generator state.
  private func stepSeed(_ step: Int) -> UInt64 {
    var random = SampleRandom(seed: seed, task: Self.noTask, index: step)
    return random.next()
  }

  /// No task has this name, so that none shares the numbers.
  private static let noTask = ""

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
      return TrainingState.TaskLoss(
        task: batch.task, value: value, isWithoutLabels: moved.isWithoutLabels, isWithoutBoxes: moved.isWithoutBoxes)
    } catch let error as TorchError {
      throw BatchError(task: batch.task, step: state.step, ids: batch.ids, cause: error)
    }
  }
}
