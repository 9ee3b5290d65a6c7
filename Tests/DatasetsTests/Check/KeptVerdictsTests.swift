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

  /// A library of another version may read what this one refuses.
  @Test func anotherVersionOfALibraryLooksAnew() throws {
    let folder = try TemporaryFolder()
    try ImageWriter.png16([UInt16](repeating: 900, count: 16), height: 4, width: 4, to: folder.path("a.png"))
    let table = try folder.write("t.csv", "image,label\na.png,x\n")
    let task = makeDescription(.classification, source: .table(table), classes: ["x", "y"], root: folder.path)
    func decoded(_ libraries: String?) throws -> Int {
      let cache = VerdictCache(folder: folder.path("cache")) { libraries }
      return try TaskCheck(cache: cache, threads: 1).run(task).decoded
    }
    #expect(try [decoded("libtiff 4.5"), decoded("libtiff 4.5")] == [1, 0])
    #expect(try [decoded("libtiff 4.6"), decoded("libtiff 4.6"), decoded("libtiff 4.5")] == [1, 0, 1])
    // Nothing is kept where the versions are not known.
    #expect(try [decoded(nil), decoded("libtiff 4.5")] == [1, 0])
    let real = VerdictCache(folder: folder.path("real"))
    #expect(try TaskCheck(cache: real, threads: 1).run(task).decoded == 1)
    let file = try #require(folder.names("real").first)
    let header = try folder.text("real/" + file).split(separator: "\n")[0]
    #expect(["OpenCV ", "GDCM ", "libtiff "].allSatisfy { header.contains($0) }, "\(header)")
  }

  /// The cause decides whether a verdict is kept, whatever the words are.
  @Test func whatMayPassIsLookedAtAgain() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.png", "text")
    let task = makeDescription(.classification, source: .table("t.csv"), classes: ["x", "y"])
    let (use, stamp) = (FileUse(.image, path, task), try #require(FileStamp(path: path)))
    let passing = FileVerdict(ImageError("the disk is away", path: path, cause: .system(EIO)), use, stamp)
    #expect(passing.stamp == .ofNoData && passing.problem == "the disk is away")
    let lasting = FileVerdict(ImageError("cannot be read: no such codec", path: path), use, stamp)
    #expect(lasting.stamp == stamp && lasting.problem == "cannot be read: no such codec")
    let other = FileVerdict(ImageError("is empty", path: "/b.raw"), use, stamp)
    #expect(other.problem == "/b.raw: is empty")
    let found = FileVerdict(DataError(.maskValues, at: path, "it has colours", allowed: "grey"), use, stamp)
    #expect(found.stamp == stamp && found.problem == "it has colours; allowed: grey")
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
