import GoldenArrays
import NN
import Testing

@testable import Training

@Suite struct CheckpointWriterTests {
  /// A step may be due for its number and be the best too.
  @Test func aStepIsWrittenOnceUnlessItBecomesTheBest() throws {
    let temporary = try TemporaryFolder()
    let model = try SmallModels.model([SmallModels.description(.classification, classCount: 2)])
    let optimizer = AdamW([ParameterGroup(model.parameters(), weightDecay: 0)])
    let state = TrainingState(model: model, optimizer: optimizer, step: 1)
    let folder = try CheckpointFolder(temporary.path + "/checkpoints", keep: 2)
    let writer = CheckpointWriter(folder, seed: 0, best: nil)
    // A folder that is written again loses what was put into it.
    func isMarked() -> Bool { temporary.names("checkpoints/step-1").contains("mark") }
    try writer.write(state)
    try temporary.write("", "checkpoints/step-1/mark")
    try writer.write(state)
    #expect(isMarked())
    try writer.write(state, isBest: true)
    #expect(!isMarked())
    #expect(try folder.best() == 1)
    state.step = 2
    try writer.write(state)
    #expect(folder.steps() == [1, 2])
  }
}
