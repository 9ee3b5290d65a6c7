import Testing

@testable import Training

@Suite struct LabelWatchTests {
  @Test func aTaskThatSaysNothingIsReportedOnce() {
    var warnings: [String] = []
    let watch = LabelWatch(steps: 100) { warnings.append($0) }
    for step in 0..<30 {
      watch.watch("silent", isWithoutLabels: true)
      // One batch with labels is enough.
      watch.watch("sparse", isWithoutLabels: step != 3)
    }
    #expect(warnings.count == 1)
    #expect(warnings.first?.hasPrefix("task silent: 10 batches, and none with a label that counts") == true)
    #expect(warnings.first?.contains("`umedpt check`") == true)
  }
}
