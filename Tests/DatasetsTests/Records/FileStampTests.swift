import Foundation
import GoldenArrays
import Testing

@testable import Datasets

@Suite struct FileStampTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func reason(_ name: String) -> String {
    if case .unusable(let reason) = FileStamp.look(at: folder.path(name)) { reason } else { "" }
  }

  @Test func whatLiesAtAPathIsOneOfThree() throws {
    #expect(FileStamp.look(at: folder.path("gone")) == .nothing)
    #expect(try FileStamp.look(at: folder.write("a.png", "four")).stamp?.byteCount == 4)
    try folder.write("dots/.hidden")
    try folder.write("above/below/1.dcm")
    try folder.makeFolder("bare")
    for name in ["dots", "above", "bare"] { #expect(reason(name).hasPrefix("the folder holds no file"), "\(name)") }
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    #expect(reason("pipe") == "it is not a regular file")
    for name in ["gone", "above", "pipe"] { #expect(FileStamp(path: folder.path(name)) == nil) }
  }

  /// A reader would wait for it.
  @Test func aPipeAmongTheFilesOfASeriesIsNamed() throws {
    try folder.write("series/1.dcm", "123")
    #expect(FileStamp(path: folder.path("series"))?.byteCount == 3)
    #expect(mkfifo(folder.path("series/pipe"), 0o600) == 0)
    #expect(reason("series") == "pipe: it is not a regular file")
  }

  /// What `cp -p` and `rsync -t` leave of a corrected export.
  @Test func filesRewrittenWithTheirSizeAndTimeHaveAnotherStamp() throws {
    try folder.makeFolder("series")
    func stamps(_ text: String) throws -> [FileStamp] {
      for name in ["a.png", "series/1.dcm"] {
        try folder.replace(name, Array(text.utf8), modified: Date(timeIntervalSince1970: 1.6e9))
      }
      return try ["a.png", "series"].map { try #require(FileStamp(path: folder.path($0))) }
    }
    for (first, second) in zip(try stamps("old"), try stamps("new")) {
      #expect(first.byteCount == second.byteCount && first.modified == second.modified)
      #expect(first.version != second.version && first != second)
    }
  }

  @Test func headersThatNameEachOtherHaveAnEnd() throws {
    for (name, other) in [("a", "b"), ("b", "a")] {
      let header = """
        NDims = 3
        DimSize = 4 4 2
        ElementType = MET_UCHAR
        ElementSpacing = 1 1 1
        ElementByteOrderMSB = False
        ElementDataFile = \(other).mhd

        """
      try folder.write("\(name).mhd", header)
    }
    #expect(FileStamp(path: folder.path("a.mhd")) != nil)
  }

  /// Nanoseconds since 1970 end in the year 2262; a file system may refuse or cut such a time.
  @Test func timesFarAheadAreStampedToo() throws {
    let path = try folder.write("a.png")
    let date = Date(timeIntervalSince1970: 1e10)
    try? FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
    #expect(FileStamp(path: path)?.byteCount == 1)
  }
}
