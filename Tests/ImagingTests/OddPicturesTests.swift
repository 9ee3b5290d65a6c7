import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// Pictures that are rarely seen: read right, or refused with the reason.
@Suite struct OddPicturesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func labels(_ bytes: [UInt8]) throws -> [UInt16] { try ImageReader.labels(bytes, name: "a").values }

  // MARK: TIFF

  @Test func coloursOfFewBitsFillTheScale() throws {
    let colours = [(256, 4, 2), (258, 3, 4), (259, 3, 1), (262, 3, 2)]
    let bytes = SmallFiles.tiff(colours, pixels: [0xFF, 0xF0, 0x8F], samples: 3)
    #expect(try ImageReader.decode(bytes, name: "a.tif").raster.bytes == [255, 255, 255, 0, 136, 255])
  }

  /// What is stored, as in DICOM; of one bit, what is drawn.
  @Test func labelsWhereZeroIsWhite() throws {
    let gray = [(256, 4, 4), (258, 3, 8), (259, 3, 1), (262, 3, 0)]
    #expect(try labels(SmallFiles.tiff(gray, pixels: [0, 1, 2, 3])) == [0, 1, 2, 3])
    let bits = [(256, 4, 4), (258, 3, 1), (259, 3, 1), (262, 3, 0)]
    #expect(try labels(SmallFiles.tiff(bits, pixels: [0b1010_0000])) == [0, 1, 0, 1])
  }

  /// As programs that number objects store them; what 32 bits do not hold is refused.
  @Test func integersOf64BitsAreRead() throws {
    func tiff(_ values: [Int64], format: Int) -> [UInt8] {
      let head = [(256, 4, values.count), (258, 3, 64), (259, 3, 1), (262, 3, 1), (339, 3, format)]
      return SmallFiles.tiff(head, pixels: values.withUnsafeBytes { Array($0) })
    }
    let masks = [tiff([0, 7, 65_535], format: 2), tiff([0, 7, 65_535], format: 1)]
    for mask in masks { #expect(try labels(mask) == [0, 7, 65_535]) }
    let range = ReadOptions(valueRange: -10...10)
    let floats = try ImageReader.decode(tiff([-10, 0, 5], format: 2), name: "a.tif", range).raster.floats
    #expect(zip(stride(from: 0, to: 9, by: 3), [0, 0.5, 0.75]).allSatisfy { abs(floats[$0] - $1) < 1e-6 })
    #expect(message { _ = try labels(tiff([-3], format: 2)) }.contains("holds the value -3; a label is a whole number"))
    for (value, format) in [(Int64(1) << 40, 2), (1 << 31, 2), (-1, 1)] {
      let found = message { _ = try labels(tiff([value], format: format)) }
      #expect(found.contains("beyond 32-bit integers"), "\(found)")
    }
    #expect(try Inspector().inspect(folder.write(masks[0], to: "m.tif")).dtype == "int64")
  }

  /// A float's last digit is told: 1.9999999 is no 2.
  @Test func fractionsAreNoLabels() {
    let head = [(256, 4, 1), (258, 3, 32), (259, 3, 1), (262, 3, 1), (339, 3, 3)]
    for (value, text) in [(Float(0.5), "0.5"), (0.25, "0.25"), (1.9999999, "1.9999999")] {
      let mask = SmallFiles.tiff(head, pixels: withUnsafeBytes(of: value) { Array($0) })
      let found = message { _ = try labels(mask) }
      #expect(found.contains("holds the value \(text); a label is a whole number"), "\(found)")
    }
  }

  @Test func edgesAboveEveryIntegerAreRefused() {
    let wide = [(256, 4, 4_294_967_295), (258, 3, 8), (259, 3, 1), (262, 3, 1)]
    let bytes = SmallFiles.tiff(wide, pixels: [1])
    #expect(throws: ImageError.self) { try ImageReader.decode(bytes, name: "a.tif", ReadOptions(pixelLimit: .max)) }
  }

  /// Two tiles of 16 x 16, the second without bytes.
  @Test func tilesThatAreLeftOutAreZeros() throws {
    let places: [UInt8] = [8, 0, 0, 0, 0, 0, 0, 0]
    let counts: [UInt8] = [0, 1, 0, 0, 0, 0, 0, 0]
    let entries = [
      (256, 3, 1, 32), (257, 3, 1, 16), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (277, 3, 1, 1),
      (322, 3, 1, 16), (323, 3, 1, 16), (324, 4, 2, 264), (325, 4, 2, 272),
    ]
    let tile = [UInt8](repeating: 7, count: 256)
    let found = try ImageReader.decode(SmallFiles.tiff(entries, behind: tile + places + counts), name: "a.tif")
    let row = [UInt8](repeating: 7, count: 16 * 3) + [UInt8](repeating: 0, count: 16 * 3)
    #expect(found.raster.bytes == (0..<16).flatMap { _ in row })
    #expect(found.notes.contains { $0.contains("1 strips or tiles are empty") })
  }

  // MARK: BMP, GIF, JPEG, PNG

  @Test func runsOfABmpEndWithTheirRow() throws {
    let head = SmallFiles.bmp8([[0, 0], [0, 0]], runLength: true).prefix(54 + 1024)
    // Five sevens in a row of two, the next row, a step of 9 to the right, an eight, the end.
    let runs: [UInt8] = [5, 7, 0, 0, 0, 2, 9, 0, 1, 8, 0, 1]
    #expect(try labels(Array(head) + runs) == [0, 0, 7, 7])
  }

  @Test func laterPicturesOfAGifAreNotRead() throws {
    let one = SmallFiles.gif([[1, 2], [3, 4]])
    let two: [UInt8] = Array(one.dropLast()) + one[(13 + 3 * 128)..<(one.count - 1)] + [0x3B]
    #expect(try labels(two) == [1, 2, 3, 4])
    #expect(message { _ = try ImageReader.labels(two, name: "a.gif", page: 1) }.contains("page 1 was asked for"))
  }

  @Test(arguments: [(4, 12, "JPEG of 12 bits"), (1, 0xC3, "a lossless JPEG")] as [(Int, UInt8, String)])
  func kindsOfJpegThatAreNotRead(offset: Int, value: UInt8, words: String) throws {
    let ramp = Raster(height: 2, width: 2, channels: 1, bytes: [1, 2, 3, 4])
    var bytes = Array(try ImageWriter.jpegData(ramp))
    let frame = try #require(bytes.indices.first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
    bytes[frame + offset] = value
    let found = message { _ = try ImageReader.decode(bytes, name: "a.jpg") }
    #expect(found.contains(words) && found.contains("8-bit JPEG or PNG"), "\(found)")
  }

  /// EXIF behind pixels that are longer than what is read of a file for its size.
  @Test func orientationBehindThePixelsOfAPng() throws {
    var state: UInt32 = 1
    let noise = (0..<200 * 300 * 3).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(truncatingIfNeeded: state >> 24)
    }
    let path = folder.path("a.png")
    try ImageWriter.png(Raster(height: 200, width: 300, bytes: noise), to: path)
    let plain = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    try #require(plain.count > 80_000)
    let entry: [UInt8] = [8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]
    let exif = Array("II*\0".utf8) + entry
    let chunk: [UInt8] = [0, 0, 0, UInt8(exif.count)] + Array("eXIf".utf8) + exif + [0, 0, 0, 0]
    try folder.write(Array(plain.dropLast(12)) + chunk + Array(plain.suffix(12)), to: "a.png")
    #expect(try ImageReader.size(of: path) == (300, 200))
    let raster = try ImageReader.read(path).raster
    #expect((raster.height, raster.width) == (300, 200))
  }
}
