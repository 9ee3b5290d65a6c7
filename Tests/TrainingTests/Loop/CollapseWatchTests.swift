import Foundation
import NN
import Testing

@testable import Training

@Suite struct CollapseWatchTests {
  @Test func aLossBackAtItsStartIsReportedOnce() throws {
    var warnings: [String] = []
    let watch = CollapseWatch { warnings.append($0) }
    let falls = [Double](repeating: 1, count: 10) + [Double](repeating: 0.4, count: 40)
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
      watch.watch("learned", step < 10 ? 1 : 0.3, step: step)
    }
    #expect(warnings.isEmpty)
  }

  /// From the first step on, so that no fall comes before.
  @Test func aLossThatGrowsFarAboveItsStartIsReportedOnce() {
    var warnings: [String] = []
    let watch = CollapseWatch { warnings.append($0) }
    for step in 0..<40 {
      watch.watch("wild", step == 0 ? 1.04 : 30, step: step)
      watch.watch("warm", step < 5 ? 1 : 1.8, step: step)
    }
    #expect(
      warnings == [
        "task wild, step 10: the loss has grown to 27.394 (1.04 at the start): the run diverges; begin another one with "
          + "a lower optimizer.learning_rate or a longer schedule.warmup"
      ])
  }

  /// A checkpoint of before the first loss was kept goes on.
  @Test func historiesWithoutAFirstLossAreRead() throws {
    let text = #"{"task":"a","start":1,"count":12,"average":0.9,"hasFallen":false,"isReported":false}"#
    let history = try JSONDecoder().decode(CollapseWatch.History.self, from: Data(text.utf8))
    var warnings: [String] = []
    let watch = CollapseWatch([history]) { warnings.append($0) }
    for step in 13..<40 { watch.watch("a", 9, step: step) }
    #expect(warnings.count == 1)
  }

  /// A batch without labels costs 0, and one of detection without a box next to nothing, whatever the model does.
  @Test(arguments: [true, false]) func batchesThatSayNothingAreNoFall(areOfDetection: Bool) throws {
    let losses = [1.0, 0, 1, 0, 1, 0, 1, 0, 1] + [Double](repeating: 0, count: 13) + [Double](repeating: 1, count: 10)
    func warnings(areMarked: Bool) throws -> [String] {
      var said: [String] = []
      let watch = CollapseWatch { said.append($0) }
      let state = try state()
      for value in losses {
        let isMarked = areMarked && value == 0
        state.losses = [
          .init(
            task: "sparse", value: value, isWithoutLabels: isMarked && !areOfDetection,
            isWithoutBoxes: isMarked && areOfDetection)
        ]
        state.step += 1
        #expect(watch.didUpdate(state))
      }
      #expect(watch.histories.map(\.count) == [areMarked ? 15 : 32])
      return said
    }
    #expect(try warnings(areMarked: true) == [])
    // Losses that are none of these are a fall.
    #expect(try warnings(areMarked: false).count == 1)
  }

  /// Of several batches of a task those enter that say something.
  @Test func anUpdateWithoutAnyBatchThatCountsIsPassedOver() throws {
    let watch = CollapseWatch { _ in }
    let state = try state()
    state.losses = [
      .init(task: "a", value: 0, isWithoutLabels: true), .init(task: "a", value: 0.5), .init(task: "a", value: 0.7),
      .init(task: "b", value: 0.01, isWithoutBoxes: true),
    ]
    #expect(watch.didUpdate(state))
    #expect(watch.histories.map(\.task) == ["a"] && watch.histories.map(\.start) == [0.6])
    // What is logged is the mean of all.
    #expect(state.meanLosses().map(\.task) == ["a", "b"])
    #expect(abs(state.meanLosses()[0].value - 0.4) < 1e-12)
  }

  private func state() throws -> TrainingState {
    let model = try SmallModels.model([SmallModels.description(.classification, classCount: 2)])
    return TrainingState(
      model: model, optimizer: AdamW([ParameterGroup(model.parameters(), weightDecay: 0)]), step: 0)
  }

  /// Wherever a run is cut, its parts say together what it says in one piece.
  @Test func aResumedRunRemembersItsStart() throws {
    let start = (0..<10).map { $0 % 2 == 0 ? 1.1 : 0.9 }
    let collapse = start + [Double](repeating: 0.5, count: 30) + [Double](repeating: 1, count: 60)
    // Far below its start, up and down again: no collapse, whatever a later start may be.
    let learned = start + (0..<90).map { step -> Double in step / 30 % 2 == 0 ? 0.3 : 0.22 }
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
    for cut in [0, 1, 5, 9, 10, 11, 30, 50, 70, 90, 99] { #expect(try warnings(cutAt: cut) == whole, "cut at \(cut)") }
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
