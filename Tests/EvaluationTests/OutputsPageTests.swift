import Foundation
import GoldenArrays
import Testing

@testable import Evaluation

/// `Docs/outputs.md` against what an evaluation writes.
@Suite struct OutputsPageTests {
  /// Every word of the page, such as `case_unit`.
  private static func words() throws -> Set<Substring> {
    let root = URL(fileURLWithPath: #filePath).appending(path: "../../..").standardizedFileURL
    let page = try String(contentsOf: root.appending(path: "Docs/outputs.md"), encoding: .utf8)
    return Set(page.split { !($0.isLetter || $0.isNumber || $0 == "_") })
  }

  private static func tasks(_ folder: TemporaryFolder) throws -> [TaskEvaluation] {
    [
      try GeneratedTask.classification(folder).evaluate(PixelModel.classes(3)),
      try GeneratedTask.multilabel(folder).evaluate(PixelModel.labels),
      try GeneratedTask.segmentation(folder, sizes: [(64, 64)], fit: .crop) { row, _ in row < 32 ? 0 : 1 }.evaluate(
        PixelModel.pixels(3)),
      try GeneratedTask.detection(folder, height: 64, width: 64, boxes: [[(x: 8, y: 8, w: 20, h: 16)]]).evaluate(
        PixelModel.boxes),
    ]
  }

  @Test func everyKeyScoreAndColumnIsExplained() throws {
    let folder = try TemporaryFolder()
    let tasks = try Self.tasks(folder)
    let summary = EvaluationSummary(split: .test, options: EvaluationOptions(), tasks: tasks.map(\.scores))
    let document = try JSONSerialization.jsonObject(with: Data(summary.json().utf8))
    let scores = tasks.flatMap(\.scores.metrics).map(\.name) + tasks.flatMap(\.cases).map(\.scoreName)
    let written = Set(Self.keys(document) + scores + CaseRow.columns).subtracting(["schema_version"])
    #expect(written.isSuperset(of: ["case_unit", "miou_paper", "false_alarms", "share_of_known_labels_right"]))
    let words = try Self.words()
    #expect(written.filter { !words.contains(Substring($0)) }.sorted() == [], "words that the page lacks")
  }

  private static func keys(_ value: Any) -> [String] {
    switch value {
    case let object as [String: Any]: object.flatMap { [$0.key] + keys($0.value) }
    case let list as [Any]: list.flatMap(keys)
    default: []
    }
  }
}
