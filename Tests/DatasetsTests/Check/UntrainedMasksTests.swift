import Imaging
import Testing

@testable import Datasets

@Suite struct UntrainedMasksTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A class that only masks of the test split hold is told, however often it occurs there.
  @Test func classesOfTestMasksAloneAreTold() throws {
    let splits = ["train", "test"]
    for (index, split) in splits.enumerated() {
      try folder.png("\(split).png", GeneratedImages.noise(height: 8, width: 8, seed: index))
      let rows = split == "train" ? 0..<0 : 2..<5
      try folder.png("\(split)_mask.png", GeneratedImages.mask(height: 8, width: 8, rows: rows, columns: 2..<5))
    }
    let rows = splits.map { "\($0).png,\($0)_mask.png,\($0)\n" }
    let table = try folder.write("t.csv", "image,mask,split\n" + rows.joined())
    let task = makeDescription(
      .segmentation, source: .table(table), classes: ["background", "gland", "stroma"], root: folder.path)
    let report = try TaskCheck(cache: nil).run(task)
    let found = report.findings.filter { $0.kind == .emptyClass }
    #expect(
      found.map(\.found) == [
        "no training sample has the class \"gland\", which occurs in test",
        "no sample has the class \"stroma\"; it stays a class",
      ])
    #expect(found.allSatisfy { $0.severity == .warning } && !report.hasErrors)
  }
}
