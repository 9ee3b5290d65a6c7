import GoldenArrays
import NN
import Testing

@testable import Training

/// What was saved is known in one place.
@Suite struct CheckpointWriterTests {
  private let temporary: TemporaryFolder
  private let state: TrainingState
  private let folder: CheckpointFolder

  init() throws {
    temporary = try TemporaryFolder()
    let model = try SmallModels.model([SmallModels.description(.classification, classCount: 2)])
    let optimizer = AdamW([ParameterGroup(model.parameters(), weightDecay: 0)])
    state = TrainingState(model: model, optimizer: optimizer, step: 1)
    folder = try CheckpointFolder(temporary.path + "/checkpoints", keep: 2)
  }

  /// A step may be due for its number and be the best too.
  @Test func aStepIsWrittenOnceUnlessItBecomesTheBest() throws {
    var flushes = 0
    let writer = CheckpointWriter(folder, seed: 0, savedStep: 0, bestScore: nil) { flushes += 1 }
    // A folder that is written again loses what was put into it.
    func isMarked() -> Bool { temporary.names("checkpoints/step-1").contains("mark") }
    try writer.save(state)
    try temporary.write("", "checkpoints/step-1/mark")
    try writer.save(state)
    #expect(isMarked() && flushes == 1 && writer.savedStep == 1 && writer.bestScore == nil)
    try writer.save(state, ifBest: 0.5)
    #expect(!isMarked() && flushes == 2)
    #expect(try folder.best() == 1)
    state.step = 2
    try writer.save(state)
    #expect(folder.steps() == [1, 2])
  }

  @Test func onlyABetterScoreIsTheBest() throws {
    let writer = CheckpointWriter(folder, seed: 0, savedStep: 0, bestScore: 0.5)
    try writer.save(state, ifBest: 0.5)
    #expect(folder.steps() == [] && writer.savedStep == 0)
    try writer.save(state, ifBest: 0.6)
    #expect(try folder.best() == 1 && writer.bestScore == 0.6)
    #expect(try Checkpoint(folder.folder(of: 1)).state.bestValidation == 0.6)
  }

  /// The last checkpoint tells the best score too, which may be that of one which no file marks.
  @Test func theBestScoreIsThatOfTheMarkedCheckpoint() throws {
    let writer = CheckpointWriter(folder, seed: 0, savedStep: 0, bestScore: 0.5)
    try writer.save(state)
    #expect(try Checkpoint(folder.folder(of: 1)).state.bestValidation == 0.5)
    #expect(try folder.bestScore(upTo: 1) == nil)
    state.step = 2
    try writer.save(state, ifBest: 0.6)
    // A run that goes on from before it has another future.
    #expect(try folder.bestScore(upTo: 2) == 0.6 && folder.bestScore(upTo: 1) == nil)
  }

  /// Sums can be made anew for anything.
  @Test(arguments: [-3, 9_000_000_000_000_000_000]) func stepsThatNoRunHasAreRefused(step: Int) throws {
    try CheckpointWriter(folder, seed: 0, savedStep: 0, bestScore: nil).save(state)
    let path = folder.folder(of: 1) + "/" + CheckpointLayout.state
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let changed = text.replacing(/"step"\s*:\s*1\b/, with: "\"step\": \(step)")
    #expect(changed != text)
    try changed.write(toFile: path, atomically: true, encoding: .utf8)
    let error = #expect(throws: RunFolderError.self) { try Checkpoint(folder.folder(of: 1)) }
    #expect(error?.message == "found step \(step); 0 to 100000000 are possible")
  }

  private struct Failure: Error {}

  /// What could not be written is neither saved nor the best.
  @Test func aFailureIsNotTakenForACheckpoint() throws {
    var fails = true
    let writer = CheckpointWriter(folder, seed: 0, savedStep: 0, bestScore: 0.5) { if fails { throw Failure() } }
    #expect(throws: Failure.self) { try writer.save(state, ifBest: 0.6) }
    #expect(writer.savedStep == 0 && writer.bestScore == 0.5 && folder.steps() == [])
    fails = false
    try writer.save(state)
    #expect(try Checkpoint(folder.folder(of: 1)).state.bestValidation == 0.5)
    #expect(try folder.best() == nil)
  }
}
