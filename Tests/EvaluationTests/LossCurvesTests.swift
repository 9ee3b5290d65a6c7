import Foundation
import FoundationXML
import GoldenArrays
import Testing
import Training

@testable import Evaluation

@Suite struct LossCurvesTests {
  static func records(_ tasks: [String], steps: Int = 60) -> [MetricRecord] {
    (0..<steps).flatMap { step in
      tasks.enumerated().map { number, task in
        let value = exp(-Double(step) / 30) + 0.05 * sin(Double(step * (number + 3)))
        return MetricRecord(
          time: Date(timeIntervalSince1970: 0), step: step, task: task, split: "train", name: "loss", value: value)
      } + [
        MetricRecord(
          time: Date(timeIntervalSince1970: 0), step: step, task: nil, split: "train", name: "loss_sum", value: 9)
      ]
    }
  }

  @Test func everyTaskHasACurve() {
    let curves = LossCurves(Self.records(["b", "a"])).curves
    #expect(curves.map(\.task) == ["a", "b"])
    #expect(curves[0].steps == Array(0..<60) && curves[0].losses.count == 60)
  }

  @Test func smoothingIsAMovingMean() {
    let curve = LossCurves.Curve(task: "a", steps: [0, 1, 2, 3], losses: [1, 3, 5, 10])
    #expect(curve.smoothed == [2, 3, 6, 7.5])
  }

  @Test(.enabled(if: GnuplotPanels.program() != nil, "gnuplot is not installed"))
  func gnuplotDrawsAPanelATask() throws {
    let (svg, note) = try LossCurves(Self.records(["brain_cls", "it's", "c", "d"])).svg()
    #expect(note == nil)
    for text in ["brain_cls", "it's", "step", "loss"] { #expect(svg.contains(text)) }
    #expect(isWellFormed(svg))
  }

  @Test func withoutGnuplotCurvesArePolylines() throws {
    #expect(GnuplotPanels.program(searchPath: "/nonexistent") == nil)
    let curves = LossCurves(Self.records(["a<b&'c\"", "d"])).curves
    let svg = PlainPanels(PanelLayout(count: 2, lastStep: 59, highest: 1.2)).svg(curves)
    #expect(isWellFormed(svg))
    #expect(svg.components(separatedBy: "<polyline").count - 1 == 4)
    #expect(svg.contains("a&lt;b&amp;&#39;c&quot;"))
  }

  /// A run that went astray.
  @Test func hugeLossesGetTheirAxis() {
    let curve = LossCurves.Curve(task: "a", steps: [0, 1], losses: [1, 1e20])
    let svg = PlainPanels(PanelLayout(count: 1, lastStep: 1, highest: 1e20)).svg([curve])
    #expect(isWellFormed(svg))
    #expect(svg.contains("e+"))
  }

  @Test func nothingLoggedIsAnError() {
    #expect(throws: PlotError.self) { try LossCurves([]).svg() }
  }

  @Test func aFigureIsWritten() throws {
    let folder = try TemporaryFolder()
    try LossCurves(Self.records(["a"])).write(to: folder.path("losses.svg"))
    #expect(isWellFormed(try folder.text("losses.svg")))
  }

  private func isWellFormed(_ xml: String) -> Bool { XMLParser(data: Data(xml.utf8)).parse() }
}
