import Foundation
import Testing

@testable import Training

@Suite struct CollapseWatchTests {
  @Test func aLossBackAtItsStartIsReportedOnce() throws {
    var warnings: [String] = []
    let watch = CollapseWatch { warnings.append($0) }
    let falls = [Double](repeating: 1, count: 3) + [Double](repeating: 0.4, count: 40)
    let returns = [Double](repeating: 1, count: 60)
    for (step, loss) in (falls + returns).enumerated() { watch.watch("cells", loss, step: step) }
    #expect(warnings.count == 1)
    #expect(warnings.first?.contains("task cells, step ") == true)
    #expect(warnings.first?.contains("lower optimizer.learning_rate") == true)
  }

  @Test func aLossThatNeverFellOrStaysLowIsNoCollapse() {
    var warnings: [String] = []
    let watch = CollapseWatch { warnings.append($0) }
    for step in 0..<100 {
      watch.watch("flat", 1, step: step)
      watch.watch("learned", step < 3 ? 1 : 0.3, step: step)
    }
    #expect(warnings.isEmpty)
  }

  /// Wherever a run is cut, its parts say together what it says in one piece.
  @Test func aResumedRunRemembersItsStart() throws {
    let collapse = [1, 1.1, 0.9] + [Double](repeating: 0.5, count: 30) + [Double](repeating: 1, count: 60)
    // Far below its start, up and down again: no collapse, whatever a later start may be.
    let learned = [1, 1.1, 0.9] + (0..<90).map { step -> Double in step / 30 % 2 == 0 ? 0.3 : 0.22 }
    func warnings(cutAt cut: Int?) throws -> [String] {
      var said: [String] = []
      var watch = CollapseWatch { said.append($0) }
      for step in collapse.indices {
        if step == cut { watch = CollapseWatch(try Self.reread(watch.histories)) { said.append($0) } }
        watch.watch("cells", collapse[step], step: step)
        watch.watch("lungs", learned[step], step: step)
      }
      return said
    }
    let whole = try warnings(cutAt: nil)
    #expect(whole.count == 1 && whole.first?.hasPrefix("task cells, ") == true)
    for cut in [0, 1, 2, 3, 20, 40, 60, 80, 92] { #expect(try warnings(cutAt: cut) == whole, "cut at \(cut)") }
  }

  /// As a checkpoint's `state.json` gives it back.
  private static func reread(_ histories: [CollapseWatch.History]) throws -> [CollapseWatch.History] {
    let state = SavedState(step: 5, seed: 0, losses: histories)
    let read = try ConfigurationFile.decoder.decode(
      SavedState.self, from: Data(try ConfigurationFile.text(state).utf8))
    return try #require(read.losses)
  }

  @Test func anOlderCheckpointKnowsNothingOfIt() throws {
    let text = #"{"schema_version": 1, "seed": 3, "step": 5}"#
    let state = try ConfigurationFile.decoder.decode(SavedState.self, from: Data(text.utf8))
    #expect(state.losses == nil && state.step == 5)
  }
}
