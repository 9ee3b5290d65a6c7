import GoldenArrays
import Testing

@testable import Imaging

/// Where the pieces of a TIFF's pictures lie, in both byte orders and both widths.
@Suite struct SlideExtentsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Two tiles or strips of 10 bytes at 100 and 110 in a file of 120 bytes, and a directory behind them. What is
  /// `short` is written in two bytes, inside the entry where two of them fit.
  private struct SmallTiff {
    var isBigEndian = false
    var isWide = false
    var offsets = [100, 110]
    var counts = [10, 10]
    var tags = (offsets: 324, counts: 325)
    var isShort = false
    /// Further entries.
    var more: [Int] = []
    /// A second directory, of one strip: where it begins and its bytes.
    var label: (offset: Int, count: Int)?

    private func number(_ value: Int, _ count: Int) -> [UInt8] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
      return isBigEndian ? Array(bytes.reversed()) : bytes
    }

    var bytes: [UInt8] {
      let word = isWide ? 8 : 4
      var file = [UInt8](repeating: isBigEndian ? 0x4D : 0x49, count: 2)
      file += isWide ? number(43, 2) + number(8, 2) + number(0, 2) : number(42, 2)
      let link = file.count
      file += [UInt8](repeating: 0, count: 120 - link)
      var entries: [UInt8] = []
      for (tag, values) in [(tags.offsets, offsets), (tags.counts, counts)] {
        let list = values.flatMap { number($0, isShort ? 2 : word) }
        entries += number(tag, 2) + number(isShort ? 3 : isWide ? 16 : 4, 2) + number(values.count, word)
        if list.count <= word {
          entries += list + [UInt8](repeating: 0, count: word - list.count)
        } else {
          entries += number(file.count, word)
          file += list
        }
      }
      for tag in more { entries += number(tag, 2) + number(4, 2) + number(1, word) + number(1, word) }
      file.replaceSubrange(link..<link + word, with: number(file.count, word))
      file += number(2 + more.count, isWide ? 8 : 2) + entries
      guard let label else { return file + number(0, word) }
      file += number(file.count + word, word) + number(2, isWide ? 8 : 2)
      for (tag, value) in [(273, label.offset), (279, label.count)] {
        file += number(tag, 2) + number(isWide ? 16 : 4, 2) + number(1, word) + number(value, word)
      }
      return file + number(0, word)
    }
  }

  private func problem(_ tiff: SmallTiff) throws -> String {
    let path = try folder.write(tiff.bytes, to: "a.tif")
    return message { try SlideExtents.require(path) }.replacing(path + ": ", with: "")
  }

  @Test(arguments: [false, true], [false, true]) func everyLayoutIsRead(isBigEndian: Bool, isWide: Bool) throws {
    for isShort in [false, true] {
      var tiff = SmallTiff(isBigEndian: isBigEndian, isWide: isWide, isShort: isShort)
      #expect(try problem(tiff).isEmpty)
      tiff.counts[1] = 60_000
      #expect(try problem(tiff).hasPrefix("1 of the 2 tiles of one of its pictures end behind the file's "))
      tiff.tags = (273, 279)
      #expect(try problem(tiff).hasPrefix("1 of the 2 strips of one of its pictures end behind the file's "))
    }
  }

  /// Nobody reads the label beside tiles; without tiles, strips are the pictures.
  @Test(arguments: [false, true]) func stripsBesideTilesPass(isWide: Bool) throws {
    var tiff = SmallTiff(isWide: isWide, label: (100, 60_000))
    #expect(try problem(tiff).isEmpty)
    tiff.counts[1] = 60_000
    #expect(try problem(tiff).hasPrefix("1 of the 2 tiles"))
    tiff = SmallTiff(isWide: isWide, tags: (273, 279), label: (100, 60_000))
    #expect(try problem(tiff).hasPrefix("1 of the 1 strips"))
  }

  /// Tiles that were not scanned have no bytes, wherever they are said to lie.
  @Test func tilesWithoutBytesPass() throws {
    #expect(try problem(SmallTiff(offsets: [100, 4_000_000_000], counts: [10, 0])).isEmpty)
    #expect(try problem(SmallTiff(offsets: [100, 0], counts: [10, 0])).isEmpty)
  }

  /// What is not written in TIFF's way, or not whole, is left to whoever opens the file.
  @Test func whatIsNotUnderstoodPasses() throws {
    #expect(try problem(SmallTiff(offsets: [100, 4_000_000_000], more: [65420])).isEmpty)
    #expect(try problem(SmallTiff(offsets: [100, 110, 4_000_000_000])).isEmpty)
    for bytes in [[UInt8]("II*".utf8), [UInt8](repeating: 0x49, count: 40), Array(SmallTiff().bytes.dropLast(30))] {
      let path = try folder.write(bytes, to: "b.tif")
      #expect(message { try SlideExtents.require(path) }.isEmpty)
    }
    #expect(message { try SlideExtents.require(folder.path("none.tif")) }.contains("cannot be opened"))
  }

  /// A ring of directories ends.
  @Test func directoriesInARingEnd() throws {
    var bytes = SmallTiff().bytes
    bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: bytes[4..<8])
    let path = try folder.write(bytes, to: "ring.tif")
    #expect(message { try SlideExtents.require(path) }.isEmpty)
  }
}
