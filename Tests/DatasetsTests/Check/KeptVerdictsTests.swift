import Foundation
import GoldenArrays
import Imaging
import Testing

@testable import Datasets

/// Verdicts on files that are read in several ways.
@Suite struct KeptVerdictsTests {
  private func verdict(_ hash: UInt64) -> FileVerdict {
    FileVerdict(stamp: FileStamp(byteCount: 1, modified: 1, version: 1), hash: hash, problem: "x", facts: nil)
  }

  /// Of other files all are kept, as a test split is looked at alone.
  @Test func waysOfReadingAreKeptUntilTheyAreMany() {
    func kept(_ ways: Int) -> Set<String> {
      var earlier = ["now": verdict(1), "another file": verdict(2)]
      for way in 0..<ways { earlier["way \(way)"] = verdict(1) }
      return Set(VerdictCache.kept(earlier, beside: ["now": verdict(1)]).keys)
    }
    #expect(kept(0) == ["another file"])
    #expect(kept(8).count == 9 && kept(8).contains("way 7"))
    #expect(kept(9) == ["another file"])
  }

  /// Somebody tries ranges: the file of verdicts stays small.
  @Test func theFileOfVerdictsStopsGrowing() throws {
    let folder = try TemporaryFolder()
    let cache = VerdictCache(folder: folder.path("cache"))
    try ImageWriter.png16([UInt16](repeating: 900, count: 16), height: 4, width: 4, to: folder.path("a.png"))
    let table = try folder.write("t.csv", "image,label\na.png,x\n")
    var sizes: [Int] = []
    for top in 1...24 {
      let task = TaskDescription(
        path: folder.path("task.yaml"), name: "task", labelType: .classification, modality: .xray,
        source: .table(table), classes: ["x", "y"], root: folder.path, valueRange: 0...Double(1000 * top))
      #expect(try TaskCheck(cache: cache, threads: 1).run(task).decoded == 1)
      sizes.append(cache.read(task).count)
    }
    #expect(sizes.prefix(9) == [1, 2, 3, 4, 5, 6, 7, 8, 9] && sizes.allSatisfy { $0 <= 9 }, "\(sizes)")
  }
}
