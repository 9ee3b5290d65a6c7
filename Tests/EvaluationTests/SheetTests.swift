import Datasets
import Foundation
import GoldenArrays
import Imaging
import Testing

@testable import Evaluation

/// What stands on the page of a check, and whose samples a preview shows.
@Suite struct SheetTests {
  private func stream(_ task: GeneratedTask) throws -> TaskStream {
    try TaskStream(task.dataset, size: 64, batch: 1, fit: .letterbox, augmentation: nil)
  }

  private func count(_ text: String, in page: String) -> Int { page.components(separatedBy: text).count - 1 }

  @Test func aCheckShowsCountsFindingsAndPictures() throws {
    let folder = try TemporaryFolder()
    let boxes = [(x: 10, y: 10, w: 20, h: 16)]
    let tasks = [
      try GeneratedTask.classification(folder, count: 2, splits: [.train]),
      try GeneratedTask.segmentation(folder, sizes: [(64, 64), (40, 50)], fit: .letterbox, split: .train) { row, _ in
        row < 20 ? 0 : 1
      },
      try GeneratedTask.detection(folder, height: 64, width: 64, boxes: [boxes, boxes], split: .train),
    ]
    let reports = try tasks.map { try TaskCheck(cache: nil, threads: 1).run($0.dataset.description) }
    let streams = try Dictionary(uniqueKeysWithValues: tasks.map { ($0.dataset.description.path, try stream($0)) })
    try CheckSheet(count: 4).write(reports, streams, to: folder.path("check.html"))
    let page = try folder.text("check.html")
    #expect(count("<figure>", in: page) == 3 * 4)
    // A class is told in words; masks and boxes are drawn beside the picture alone.
    #expect(count("<img ", in: page) == 4 + 2 * 4 + 2 * 4)
    for text in ["<h2>cls</h2>", "<h2>seg</h2>", "<h2>det</h2>", "<td>samples</td><td>2</td>", "1 x small", "cell "] {
      #expect(page.contains(text), "\(text)")
    }
    let findings = reports.flatMap(\.findings)
    #expect(findings.contains { $0.description.contains("no sample has the class \"c2\"") })
    for finding in findings {
      let row = "<td>\(finding.severity.rawValue)</td><td>\(Html.escaped("\(finding)"))</td>"
      #expect(page.contains(row), "\(finding)")
    }
    #expect(!page.contains("No pictures"))
  }

  @Test func aCheckWithoutTrainingSamplesSaysWhyThereAreNoPictures() throws {
    let folder = try TemporaryFolder()
    let task = try GeneratedTask.classification(folder)
    let report = try TaskCheck(cache: nil, threads: 1).run(task.dataset.description)
    try CheckSheet(count: 4).write([report], [:], to: folder.path("check.html"))
    let page = try folder.text("check.html")
    #expect(count("<figure>", in: page) == 0)
    #expect(page.contains("No pictures: they are of training samples, and none can be loaded."))
  }

  /// A budget for one open volume draws them in another order than one for all, also beside a run of the other kind.
  @Test func runsOfAPreviewKeepTheirSeedsAndBudgets() throws {
    let folder = try TemporaryFolder()
    let volumes = try stream(GeneratedTask.volumes(folder, count: 6, split: .train))
    let runs = [
      Preview.Run([volumes], seed: 1, loader: BatchStreamOptions(budgetBytes: 1)),
      Preview.Run([volumes], seed: 1), Preview.Run([volumes], seed: 2),
    ]
    func sheets(_ runs: [Preview.Run], _ name: String) throws -> [Data] {
      let result = try Preview(count: 8).write(runs, to: folder.path(name))
      #expect(result.problems.isEmpty)
      return try result.sheets.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
    }
    let alone = try runs.enumerated().flatMap { number, run in try sheets([run], "alone\(number)") }
    #expect(Set(alone).count == 3)
    #expect(try sheets(runs, "together") == alone)
    #expect(folder.names("together") == ["index.html", "vol-2.png", "vol-3.png", "vol.png"])
  }
}
