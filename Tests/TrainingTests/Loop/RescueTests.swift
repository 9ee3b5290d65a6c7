import Foundation
import Testing
import Torch

@testable import Datasets
@testable import NN
@testable import Training

/// What an error in the middle of a run leaves.
@Suite struct RescueTests {
  private let data: SmallData

  init() throws { data = try SmallData() }

  /// Does something after the second update, which may end the run.
  private final class AfterTwo: TrainingObserver {
    private let endsRun: Bool
    private let body: (TrainingState) throws -> Void

    init(endsRun: Bool = false, _ body: @escaping (TrainingState) throws -> Void = { _ in }) {
      self.endsRun = endsRun
      self.body = body
    }

    func didUpdate(_ state: TrainingState) throws -> Bool {
      guard state.step == 2 else { return true }
      try body(state)
      return !endsRun
    }
  }

  /// `training.steps` is not reached then, and no signal came.
  @Test func updatesBeforeAnObserverEndsTheRunAreSaved() throws {
    let run = try data.open(["training.steps=5"])
    #expect(try run.train(observers: [AfterTwo(endsRun: true)]))
    let checkpoints = try CheckpointFolder(run.folder.checkpoints, keep: 2)
    #expect(checkpoints.steps() == [2])
  }

  /// A folder of a network goes away for a while.
  @Test func updatesBeforeAVanishedPictureAreSaved() throws {
    let run = try data.open(["training.steps=5", "loader.keep_pictures=false"])
    let leave = AfterTwo { [data] _ in
      for index in 0..<SmallData.count {
        try FileManager.default.removeItem(atPath: "\(data.folder.path)/\(index).png")
      }
    }
    let error = #expect(throws: SampleError.self) { try run.train(observers: [leave]) }
    #expect(error?.task == "shades")
    let checkpoint = try #require(
      CheckpointFolder(run.folder.checkpoints, keep: 2).resumePoint().map { try Checkpoint($0.path) })
    #expect(checkpoint.step == 2)
    let log = try String(contentsOfFile: run.folder.log, encoding: .utf8)
    #expect(log.contains("warning the 2 updates before the error are saved") && log.contains("--resume"))
  }

  /// libtorch's own error between two updates, such as one of a scoring, leaves the weights as they are.
  @Test func updatesBeforeAnErrorOfLibtorchAreSaved() throws {
    let run = try data.open(["training.steps=5"])
    let failing = AfterTwo { _ in _ = try Tensor.zeros([1 << 58]) }
    #expect(throws: TorchError.self) { try run.train(observers: [failing]) }
    #expect(try CheckpointFolder(run.folder.checkpoints, keep: 2).steps() == [2])
  }

  /// In the update itself it may have left them half done.
  @Test func anErrorOfTheUpdateItselfSavesNothing() throws {
    let run = try data.open(["training.steps=5"])
    let spoil = AfterTwo { state in
      // Moments of another type than their parameter, which the fused operator refuses.
      let entry = state.optimizer.groups[0].entries[0]
      let other = try Tensor.zeros(entry.tensor.shape, dtype: .float64)
      state.optimizer.moments[entry.key] = try AdamW.Moments(like: other)
    }
    #expect(throws: UpdateError.self) { try run.train(observers: [spoil]) }
    #expect(try CheckpointFolder(run.folder.checkpoints, keep: 2).steps() == [])
  }

  /// A validation that could not be done is made up for, so that the best checkpoint is that of an undisturbed run.
  @Test func aMissedValidationIsMadeUpFor() throws {
    let overrides = ["training.steps=4", "evaluation.every_steps=2"]
    let scores: Validation = { _ in [ValidationScore(task: "shades", metric: "macro_f1", value: 0.5)] }
    // In a function, so that the run lets go of its folder.
    func disturbed() throws -> CheckpointFolder {
      let run = try data.open(overrides)
      #expect(throws: SampleError.self) {
        try run.train(validate: { _ in throw SampleError(task: "shades", id: "0", cause: CancellationError()) })
      }
      return try CheckpointFolder(run.folder.checkpoints, keep: 2)
    }
    let checkpoints = try disturbed()
    var validated: [Int] = []
    let resumed = try data.open(overrides, isResuming: true)
    _ = try resumed.train(
      validate: { model in
        validated.append(resumed.state.step)
        return try scores(model)
      })
    #expect(validated == [2, 4])
    #expect(try checkpoints.best() == 2)
  }

  /// A kill may come after a first checkpoint was written and before it was marked as the best.
  @Test func aBestCheckpointThatWasNotMarkedIsMarkedWithoutAnotherScoring() throws {
    let overrides = ["training.steps=2", "evaluation.every_steps=2"]
    func scores(_ value: Double) -> [ValidationScore] {
      [ValidationScore(task: "shades", metric: "macro_f1", value: value)]
    }
    // In a function, so that the run lets go of its folder.
    func killed() throws -> String {
      let run = try data.open(overrides)
      _ = try run.train(validate: { _ in scores(0.5) })
      for pointer in ["last", "best"] {
        try FileManager.default.removeItem(atPath: "\(run.folder.checkpoints)/\(pointer)")
      }
      return run.folder.checkpoints
    }
    let checkpoints = CheckpointFolder(reading: try killed())
    var validated: [Int] = []
    let resumed = try data.open(["training.steps=4", "evaluation.every_steps=2"], isResuming: true)
    _ = try resumed.train(
      validate: { _ in
        validated.append(resumed.state.step)
        return scores(0.4)
      })
    #expect(validated == [4])
    #expect(try checkpoints.best() == 2 && checkpoints.last() == 4)
  }

  /// A later and better one, too, though an earlier one is marked.
  @Test func aBetterCheckpointThatWasNotMarkedIsMarked() throws {
    let overrides = ["training.steps=4", "evaluation.every_steps=2"]
    func scores(_ value: Double) -> [ValidationScore] {
      [ValidationScore(task: "shades", metric: "macro_f1", value: value)]
    }
    // In a function, so that the run lets go of its folder.
    func killed() throws -> String {
      let run = try data.open(overrides)
      _ = try run.train(validate: { _ in scores(run.state.step == 2 ? 0.4 : 0.6) })
      try "step-2\n".write(toFile: "\(run.folder.checkpoints)/best", atomically: true, encoding: .utf8)
      return run.folder.checkpoints
    }
    let checkpoints = CheckpointFolder(reading: try killed())
    let resumed = try data.open(["training.steps=6", "evaluation.every_steps=2"], isResuming: true)
    _ = try resumed.train(validate: { _ in scores(0.5) })
    #expect(try checkpoints.best() == 4 && checkpoints.last() == 6)
  }

  /// The weights themselves may be the reason, and would take the place of good ones.
  @Test func weightsBehindALossThatIsNoNumberAreNotSaved() throws {
    let run = try data.open(["training.steps=5"])
    let spoil = AfterTwo { state in
      try withoutGradients { try state.model.parameters()[0].tensor.fillInPlace(.nan) }
    }
    #expect(throws: NonFiniteLoss.self) { try run.train(observers: [spoil]) }
    #expect(try CheckpointFolder(run.folder.checkpoints, keep: 2).resumePoint() == nil)
  }
}
