import Foundation
import GoldenArrays
import Testing

@testable import Datasets

/// Images that exist and that no reader can open.
@Suite struct UnusableFilesTests {
  private let folder: TemporaryFolder
  private let cache: VerdictCache

  init() throws {
    folder = try TemporaryFolder()
    cache = VerdictCache(folder: folder.path("cache"))
    try folder.png("good.png", GeneratedImages.noise(height: 8, width: 8, seed: 1))
    try folder.write("dots/.hidden")
    try folder.write("above/below/1.dcm")
    try #require(mkfifo(folder.path("pipe.png"), 0o600) == 0)
  }

  private func task(_ rows: String) throws -> TaskDescription {
    let table = try folder.write("t.csv", "image,label\n\(rows)\n")
    return makeDescription(.classification, source: .table(table), classes: ["x", "y"], root: folder.path)
  }

  @Test func eachIsAnErrorOfTheCheck() throws {
    let task = try task("good.png,x\ndots,y\nabove,x\npipe.png,y")
    let report = try TaskCheck(cache: cache, threads: 2).run(task)
    let found = report.findings.filter { $0.kind == .unreadableFile }
    #expect(found.map(\.place) == ["dots", "above", "pipe.png"].map { folder.path($0) })
    #expect(found.allSatisfy { $0.severity == .error })
    #expect(found.prefix(2).allSatisfy { $0.found.hasPrefix("the folder holds no file") })
    #expect(found.last?.found == "it is not a regular file")
    #expect(report.files == 4 && report.decoded == 1)
    // Looked at anew each time, kept or not.
    let again = try TaskCheck(cache: cache, threads: 2).run(task)
    #expect(again.decoded == 0 && again.findings == report.findings)
    try FileManager.default.removeItem(atPath: folder.path("pipe.png"))
    try folder.png("pipe.png", GeneratedImages.noise(height: 8, width: 8, seed: 2))
    #expect(try TaskCheck(cache: cache).run(task).findings.filter { $0.kind == .unreadableFile }.count == 2)
  }

  @Test func quarantineTellsTheReason() throws {
    let data = try Dataset.open(task("good.png,x\ndots,y\nabove,x\npipe.png,y\ngone.png,x"))
    let left = try data.verifyReadable(policy: .quarantine, cache: nil).quarantined
    #expect(left.map(\.id) == ["dots", "above", "pipe.png", "gone.png"])
    #expect(left.prefix(2).allSatisfy { $0.reason.hasPrefix("the folder holds no file") })
    #expect(left.suffix(2).map(\.reason) == ["it is not a regular file", "the file does not exist"])
  }

  /// Its name makes it a picture, so no series is read from it.
  @Test func aFolderWithAPicturesNameIsAnError() throws {
    try folder.write("scan.png/1.dcm")
    let report = try TaskCheck(cache: nil).run(task("good.png,x\nscan.png,y"))
    let found = try #require(report.findings.first { $0.kind == .unreadableFile })
    #expect(found.place == folder.path("scan.png") && found.found.contains("a folder with a picture's name"))
  }
}
