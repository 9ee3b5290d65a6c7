import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// JPEG inside TIFF, headers of OS/2, and gray whose 0 is white.
@Suite struct OddCodecsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  // MARK: JPEG in TIFF

  /// 32 x 8 gray pixels with a restart mark behind every block.
  private static let restarts =
    "/9j/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/wAALCAAIACABAREA"
    + "/8QAFgABAQEAAAAAAAAAAAAAAAAABwUG/8QAJhAAAQIEBQQDAAAAAAAAAAAAAgEDBAUGBwAREhMjCDNBURUhIv/dAAQAAf/aAAgBAQAAPwAHt/Zv"
    + "t8Hrxj//0Ltv7N9vg9eMf//R31ybwUJ08Qowscvz9UFqBuQSx1sn2i2kMCiVVeBstTf2qKSoeoQNBLL/0gWtKyrvqEm7UVVEZtS4NtWJHL9xqXsE"
    + "AkiOC0RFm4us8zJSL9qKKgogp//Z"

  private func tiff(_ stream: [UInt8]) -> [UInt8] {
    SmallFiles.tiff([(256, 4, 32), (258, 3, 8), (259, 3, 7), (262, 3, 1)], pixels: stream, height: 8)
  }

  /// Lost intervals are damage in a TIFF as in a JPEG; bytes before the end mark are not.
  @Test func lostIntervalsAreDamage() throws {
    let whole = [UInt8](try #require(Data(base64Encoded: Self.restarts)))
    let place = { (marker: UInt8) in
      whole.indices.dropLast().last { whole[$0] == 0xFF && whole[$0 + 1] == marker }
    }
    let (first, second, end) = (
      try #require(place(0xD0)), try #require(place(0xD1)), try #require(place(0xD9))
    )
    let wanted = try ImageReader.decode(whole, name: "a.jpg").raster
    #expect(try ImageReader.decode(tiff(whole), name: "a.tif").raster == wanted)
    let cut = Array(whole[..<first]) + Array(whole[second...])
    for (bytes, name) in [(cut, "a.jpg"), (tiff(cut), "a.tif")] {
      let found = message { _ = try ImageReader.decode(bytes, name: name) }
      #expect(found.contains("instead of RST0"), "\(found)")
    }
    let stray = Array(whole[..<end]) + [UInt8](repeating: 0, count: 9) + Array(whole[end...])
    for (bytes, name) in [(stray, "a.jpg"), (tiff(stray), "a.tif")] {
      #expect(try ImageReader.decode(bytes, name: name).raster == wanted, "\(name)")
    }
  }

  /// For bytes that libjpeg skips before a mark no pixel is invented. In a TIFF they hide its other warnings, so that
  /// it is refused.
  @Test(arguments: [1, 9, 40], [0xD0, 0xD1] as [UInt8]) func strayBytesInventNoPixel(count: Int, marker: UInt8) throws {
    let whole = [UInt8](try #require(Data(base64Encoded: Self.restarts)))
    let place = try #require(whole.indices.dropLast().last { whole[$0] == 0xFF && whole[$0 + 1] == marker })
    let wanted = try ImageReader.decode(whole, name: "a.jpg").raster
    let stray = Array(whole[..<place]) + [UInt8](repeating: 0, count: count) + Array(whole[place...])
    #expect(try ImageReader.decode(stray, name: "a.jpg").raster == wanted)
    // One byte is taken for the rest of the last code.
    guard count > 1 else {
      #expect(try ImageReader.decode(tiff(stray), name: "a.tif").raster == wanted)
      return
    }
    let error = #expect(throws: ImageError.self) { try ImageReader.decode(tiff(stray), name: "a.tif") }
    #expect(error.map { "\($0)".contains("extraneous bytes") } == true, "\(String(describing: error))")
  }

  // MARK: BMP

  /// Indices as OS/2 writes them: a header of 12 bytes, or one that ends after any of its fields.
  private func bmp(_ headerBytes: Int, _ rows: [[UInt8]]) -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 255) } }
    let (isOld, width) = (headerBytes == 12, rows[0].count)
    let sizes = isOld ? number(width, 2) + number(rows.count, 2) : number(width, 4) + number(rows.count, 4)
    var header = number(headerBytes, 4) + sizes + number(1, 2) + number(8, 2)
    header += [UInt8](repeating: 0, count: headerBytes - header.count)
    let palette = (0..<256).flatMap { (i: Int) -> [UInt8] in [UInt8(i), 0, UInt8(255 - i)] + (isOld ? [] : [0]) }
    let pixels = rows.reversed().flatMap { $0 + [UInt8](repeating: 0, count: (4 - width % 4) % 4) }
    let offset = 14 + headerBytes + palette.count
    return Array("BM".utf8) + number(offset + pixels.count, 4) + number(0, 4) + number(offset, 4) + header + palette
      + pixels
  }

  @Test(arguments: [12, 16, 20, 36, 40, 64]) func headersOfOS2(headerBytes: Int) throws {
    let bytes = bmp(headerBytes, [[1, 2, 3], [4, 5, 250]])
    #expect(try ImageReader.labels(bytes, name: "a.bmp").values == [1, 2, 3, 4, 5, 250])
    let image = try ImageReader.decode(bytes, name: "a.bmp").raster
    #expect(Array(image.bytes.prefix(3)) == [254, 0, 1])
  }

  /// The first header's sizes have no sign.
  @Test func widePicturesOfOS2() throws {
    let row = (0..<40_000).map { UInt8($0 % 251) }
    let map = try ImageReader.labels(bmp(12, [row]), name: "a.bmp")
    #expect((map.height, map.width) == (1, 40_000) && map.values.last == UInt16(39_999 % 251))
  }

  // MARK: white

  /// The note says what was done with what was asked for.
  @Test(arguments: [
    (8, "labels are as stored", "pictures are inverted, masks are as stored"),
    (1, "labels were inverted, so that 1 is white", "pictures and masks are inverted"),
  ])
  func whiteIsToldAsItIsRead(bits: Int, labels: String, inspection: String) throws {
    let entries = [(256, 4, 4), (258, 3, bits), (259, 3, 1), (262, 3, 0)]
    let bytes = SmallFiles.tiff(entries, pixels: bits == 1 ? [0b1010_0000] : [0, 1, 2, 3])
    let start = "0 is white in this file: "
    #expect(try ImageReader.decode(bytes, name: "a.tif").notes == [start + "values were inverted"])
    let told = try bytes.withUnsafeBufferPointer { buffer in
      let opened = try OpenedLabels(buffer, path: "a.tif", options: ReadOptions())
      return textOfTuple(opened.header.notes)
    }
    #expect(told == start + labels)
    #expect(try Inspector().inspect(folder.write(bytes, to: "a.tif")).notes.first == start + inspection)
  }
}
