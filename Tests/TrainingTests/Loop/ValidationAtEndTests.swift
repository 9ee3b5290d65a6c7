import Testing

@testable import Training

/// Held-out samples are scored after the last update, whether or not they are scored on the way.
@Suite struct ValidationAtEndTests {
  private let data: SmallData

  init() throws { data = try SmallData() }

  /// The updates after which a run scored itself, each time better than before.
  private func validated(_ overrides: [String], isResuming: Bool = false) throws -> (steps: [Int], best: Int?) {
    let run = try data.open(overrides, isResuming: isResuming)
    var steps: [Int] = []
    _ = try run.train(
      validate: { _ in
        steps.append(run.state.step)
        return [ValidationScore(task: "shades", metric: "macro_f1", value: Double(run.state.step) / 10)]
      })
    return (steps, try CheckpointFolder(run.folder.checkpoints, keep: 2).best())
  }

  @Test func theLastUpdateIsScoredWithoutTheKeyToo() throws {
    let found = try validated([])
    #expect(found.steps == [3] && found.best == 3)
    // A run that goes on longer is scored at its new end.
    let longer = try validated(["training.steps=5"], isResuming: true)
    #expect(longer.steps == [5] && longer.best == 5)
  }

  @Test func theLastUpdateIsScoredOnceBesideTheKey() throws {
    #expect(try validated(["training.steps=4", "evaluation.every_steps=2"]).steps == [2, 4])
  }

  private struct Failure: Error {}

  /// Whatever ends the scoring, the updates before it are not lost.
  @Test func aScoringThatFailsLosesNoUpdate() throws {
    let run = try data.open()
    #expect(throws: Failure.self) { try run.train(validate: { _ in throw Failure() }) }
    #expect(try CheckpointFolder(run.folder.checkpoints, keep: 2).last() == 3)
  }
}
