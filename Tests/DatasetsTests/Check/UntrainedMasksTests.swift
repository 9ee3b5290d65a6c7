import GoldenArrays
import Imaging
import Testing

@testable import Datasets

@Suite struct UntrainedMasksTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Its loss would be 0 from the first step on, as if all were learned.
  @Test func trainingMasksThatAreAllIgnoredAreTold() throws {
    let map = ValueMap(entries: [0: .classIndex(0), 1: .classIndex(1), 255: .ignore])
    for (name, value) in [("train", 255), ("test", 1)] as [(String, UInt16)] {
      try folder.png("\(name).png", GeneratedImages.noise(height: 8, width: 8, seed: Int(value)))
      try folder.png("\(name)_mask.png", LabelMap(height: 8, width: 8, filledWith: value))
    }
    func said(_ splits: [String]) throws -> [[Finding]] {
      let rows = zip(["train", "test"], splits).map { "\($0).png,\($0)_mask.png,\($1)\n" }
      let table = try folder.write("t.csv", "image,mask,split\n" + rows.joined())
      let task = makeDescription(
        .segmentation, source: .table(table), classes: ["background", "gland"], root: folder.path, values: map)
      let verified = try Dataset.open(task).verifyReadable(policy: .stop, cache: nil)
      return [try TaskCheck(cache: nil).run(task).findings, verified.notes].map { findings in
        findings.filter { $0.found == "every pixel of all training masks is ignored, so nothing is learned" }
      }
    }
    #expect(try said(["train", "test"]).allSatisfy { $0.map(\.severity) == [.warning] })
    #expect(try said(["train", "train"]).allSatisfy(\.isEmpty))
  }

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
