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
}
