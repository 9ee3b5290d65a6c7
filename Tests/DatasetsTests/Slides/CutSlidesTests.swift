import Foundation
import GoldenArrays
import Imaging
import Testing

@testable import Datasets

/// Slides that were cut while they were copied, their overview whole.
@Suite struct CutSlidesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// 1200 x 64 pixels and a level of half the size; the tiles of the finest level lie at the end of the file, as in
  /// files that begin with their overview.
  private func slide() -> [UInt8] {
    let level = { (factor: Int) -> TiledTiff.Level in
      (64 / factor, 1200 / factor, { row, column in (UInt8(120 + (row + column) * factor % 60), 60, 150) })
    }
    var file = TiledTiff(levels: [level(1), level(2)], pixelsPerCentimetre: 20_000).bytes
    func number(_ offset: Int, _ count: Int) -> Int {
      (0..<count).reduce(0) { $0 | Int(file[offset + $1]) << (8 * $1) }
    }
    let directory = number(4, 4)
    let entries = (0..<number(directory, 2)).map { directory + 2 + 12 * $0 }
    let offsets = entries.first { number($0, 2) == 324 } ?? 0
    for tile in 0..<number(offsets + 4, 4) {
      let field = number(offsets + 8, 4) + 4 * tile
      let (old, new) = (number(field, 4), file.count)
      file += file[old..<old + 64 * 64 * 3]
      for byte in 0..<4 { file[field + byte] = UInt8(new >> (8 * byte) & 255) }
    }
    return file
  }

  private func task() throws -> TaskDescription {
    try folder.write("t.csv", "id,image,label\na,a.tif,x\n")
    return try DiscSlides.task(folder, "t", "classification", "table: t.csv", classes: "x, y").description
  }

  private func errors(_ bytes: [UInt8]) throws -> [Finding] {
    try folder.write("a.tif", bytes)
    return try TaskCheck(cache: nil, threads: 1).run(task()).findings.only(.error)
  }

  @Test func aTileBehindTheEndIsFoundWithoutDecoding() throws {
    let whole = slide()
    #expect(try errors(whole).isEmpty)
    let found = try errors(Array(whole.dropLast(5000)))
    #expect(found.map(\.kind) == [.unreadableFile] && found.map(\.place) == [folder.path("a.tif")])
    let told = found.first?.found ?? ""
    #expect(told.hasPrefix("1 of the 19 tiles of one of its pictures end behind the file's "), "\(told)")
    // It opens, and its overview is whole: nothing else would tell before the patch is read.
    let slide = try Slide(folder.path("a.tif"))
    #expect(try slide.overview().picture.width == 512)
    #expect(throws: ImageError.self) { try slide.region(level: 0, x: 1160, y: 0, width: 32, height: 32) }
    let data = try Dataset.open(task())
    #expect(throws: DataError.self) { try data.verifyReadable(policy: .stop, cache: nil) }
  }
}
