import Foundation
import Testing
@testable import Evaluation
@Suite struct ZViewTests {
  @Test func view() throws {
    let names = (1...7).map { "task_number_\($0)" }
    try? FileManager.default.createDirectory(atPath: "/tmp/eval_view", withIntermediateDirectories: true)
    let curves = LossCurves(LossCurvesTests.records(names, steps: 300))
    try curves.write(to: "/tmp/eval_view/gnuplot.svg")
    try TextFile.write(PlainPanels(PanelLayout(count: 7, lastStep: 299, highest: 1.2)).svg(curves.curves), to: "/tmp/eval_view/plain.svg")
  }
}
