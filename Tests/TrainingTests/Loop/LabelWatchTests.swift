import NN
import Testing

@testable import Training

@Suite struct LabelWatchTests {
  @Test func aTaskThatSaysNothingIsReportedOnce() {
    var warnings: [String] = []
    let watch = LabelWatch(first: 0, steps: 100) { warnings.append($0) }
    for step in 0..<30 {
      watch.watch("silent", isWithoutLabels: true)
      // One batch with labels is enough.
      watch.watch("sparse", isWithoutLabels: step != 3)
    }
    #expect(warnings.count == 1)
    #expect(warnings.first?.hasPrefix("task silent: 10 batches, and none with a label that counts") == true)
    #expect(warnings.first?.contains("`umedpt check`") == true)
  }

  /// What a run that goes on had before is not known.
  @Test(arguments: [(0, 1), (5, 0)]) func aShortRunIsReportedIfItWasSeenAsAWhole(first: Int, count: Int) throws {
    var warnings: [String] = []
    let watch = LabelWatch(first: first, steps: first + 1) { warnings.append($0) }
    let model = try SmallModels.model([SmallModels.description(.classification, classCount: 2)])
    let state = TrainingState(
      model: model, optimizer: AdamW([ParameterGroup(model.parameters(), weightDecay: 0)]), step: first + 1)
    watch.watch("silent", isWithoutLabels: true)
    #expect(watch.didUpdate(state))
    #expect(warnings.count == count)
    #expect(warnings.allSatisfy { $0.hasPrefix("task silent: 1 batch, and none") })
  }
}
