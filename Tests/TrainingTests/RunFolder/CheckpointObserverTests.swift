import GoldenArrays
import NN
import Testing

@testable import Training

@Suite struct CheckpointObserverTests {
  /// The steps that are written where the updates end at these times, in seconds.
  private func written(at times: [Double], everySteps: Int?, after step: Int = 0) throws -> [Int] {
    let temporary = try TemporaryFolder()
    let model = try SmallModels.model([SmallModels.description(.classification, classCount: 2)])
    let optimizer = AdamW([ParameterGroup(model.parameters(), weightDecay: 0)])
    let state = TrainingState(model: model, optimizer: optimizer, step: step)
    let folder = try CheckpointFolder(temporary.path + "/checkpoints", keep: 100)
    var now = 0.0
    let writer = CheckpointWriter(folder, seed: 0, savedStep: step, bestScore: nil)
    let observer = CheckpointObserver(writer: writer, everySteps: everySteps, stop: nil, clock: { now })
    for time in times {
      now = time
      state.step += 1
      #expect(try observer.didUpdate(state))
    }
    try writer.save(state)
    return folder.steps()
  }

  @Test func tenMinutesAfterTheLastOne() throws {
    #expect(try written(at: [300, 599, 601, 1200, 1201, 1300], everySteps: nil) == [3, 5, 6])
    #expect(try written(at: [1, 2, 3], everySteps: nil) == [3])
  }

  /// A finished run that is opened again keeps its checkpoint as it is.
  @Test func whatIsSavedIsNotSavedAgain() throws {
    #expect(try written(at: [], everySteps: nil, after: 7) == [])
    #expect(try written(at: [1], everySteps: nil, after: 7) == [8])
  }

  @Test func everySoManyUpdatesWhateverTheTime() throws {
    #expect(try written(at: [1, 9_000, 9_001, 9_002, 9_003], everySteps: 2) == [2, 4, 5])
  }
}
