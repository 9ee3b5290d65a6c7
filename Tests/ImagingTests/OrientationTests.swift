import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// Orientation in the forms that few programs write: four bytes long, and in the text of a PNG.
@Suite struct OrientationTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A TIFF block with one entry, 6: a quarter turn.
  private static func exif(isBigEndian: Bool, isLong: Bool) -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      let bytes = (0..<count).map { UInt8(value >> (8 * $0) & 255) }
      return isBigEndian ? bytes.reversed() : bytes
    }
    let value = isLong ? number(6, 4) : number(6, 2) + [0, 0]
    let entry = number(0x112, 2) + number(isLong ? 4 : 3, 2) + number(1, 4) + value
    let order = Array((isBigEndian ? "MM" : "II").utf8)
    return order + number(42, 2) + number(8, 4) + number(1, 2) + entry + number(0, 4)
  }

  @Test(arguments: [false, true], [false, true]) func jpegWithEitherType(isBigEndian: Bool, isLong: Bool) throws {
    let plain = [UInt8](try ImageWriter.jpegData(gradient(height: 16, width: 48)))
    let exif = Array("Exif\0\0".utf8) + Self.exif(isBigEndian: isBigEndian, isLong: isLong)
    let tagged = Array(plain[..<2]) + [0xFF, 0xE1, 0, UInt8(exif.count + 2)] + exif + Array(plain[2...])
    let image = try ImageReader.decode(tagged, name: "a.jpg")
    #expect((image.raster.height, image.raster.width) == (48, 16))
    #expect(image.notes == ["turned upright (orientation 6)"])
  }

  // MARK: PNG

  /// A deflated stream whose content is stored.
  private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    let length = UInt16(bytes.count)
    let sums = bytes.reduce((UInt32(1), UInt32(0))) { sums, byte in
      let first = (sums.0 + UInt32(byte)) % 65_521
      return (first, (sums.1 + first) % 65_521)
    }
    let sum = sums.1 << 16 | sums.0
    let little = [length, ~length].flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    return [0x78, 0x01, 1] + little + bytes + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> UInt32($0)) }
  }

  /// As ImageMagick writes a profile: an empty line, its name, its length, hexadecimal digits.
  private static func profile(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
    let digits = bytes.map { String($0 / 16, radix: 16) + String($0 % 16, radix: 16) }.joined()
    return Array("\n\(name)\n      \(bytes.count)\n\(digits)\n".utf8)
  }

  /// Kinds of chunks, and their contents.
  private static func remark(_ kind: String) -> (chunk: String, body: [UInt8]) {
    let text = { (key: String) in Array(key.utf8) + [0] }
    let exif = Array("Exif\0\0".utf8) + Self.exif(isBigEndian: true, isLong: true)
    let xmp = Array(#"<rdf:Description tiff:Orientation="6"/>"#.utf8)
    switch kind {
    case "text": return ("tEXt", text("Raw profile type exif") + profile("exif", exif))
    case "deflated text": return ("zTXt", text("Raw profile type exif") + [0] + deflated(profile("exif", exif)))
    case "APP1": return ("zTXt", text("Raw profile type APP1") + [0] + deflated(profile("generic profile", exif)))
    case "XMP as text": return ("zTXt", text("Raw profile type xmp") + [0] + deflated(profile("xmp", xmp)))
    case "XMP": return ("iTXt", text("XML:com.adobe.xmp") + [0, 0, 0, 0] + xmp)
    default: return ("iTXt", text("XML:com.adobe.xmp") + [1, 0, 0, 0] + deflated(xmp))
    }
  }

  private static let remarks = ["text", "deflated text", "APP1", "XMP as text", "XMP", "deflated XMP"]

  /// A picture of 4 x 6 pixels with a chunk before its pixels, or behind them.
  private func png(_ chunk: String, _ body: [UInt8], isBehind: Bool) throws -> [UInt8] {
    let path = folder.path("plain.png")
    try ImageWriter.png(gradient(height: 4, width: 6), to: path)
    let plain = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let length = [24, 16, 8, 0].map { UInt8(body.count >> $0 & 255) }
    // Sums of such chunks are not checked.
    let added = length + Array(chunk.utf8) + body + [0, 0, 0, 0]
    let place = isBehind ? plain.count - 12 : 33
    return Array(plain[..<place]) + added + Array(plain[place...])
  }

  @Test(arguments: remarks, [false, true]) func remarksOfAPngTurnIt(kind: String, isBehind: Bool) throws {
    let (chunk, body) = Self.remark(kind)
    let path = try folder.write(png(chunk, body, isBehind: isBehind), to: "a.png")
    let image = try ImageReader.read(path)
    #expect((image.raster.height, image.raster.width) == (6, 4), "\(image.notes)")
    #expect(try ImageReader.size(of: path) == (6, 4))
  }

  @Test func damagedRemarksTurnNothing() throws {
    let whole = Self.remark("deflated text").body
    for body in [Array(whole.prefix(40)), Array(whole.dropLast(60)), Array("Raw profile type exif".utf8), [], [0]] {
      for chunk in ["tEXt", "zTXt", "iTXt"] {
        let image = try ImageReader.decode(png(chunk, body, isBehind: false), name: "a.png").raster
        #expect((image.height, image.width) == (4, 6))
      }
    }
  }

  /// What lies behind the pixels is found without reading them.
  @Test(arguments: remarks) func remarksBehindThePixelsAreInTheHeader(kind: String) throws {
    let (chunk, body) = Self.remark(kind)
    let bytes = try png(chunk, body, isBehind: true)
    let path = try folder.write(bytes, to: "a.png")
    let header = try PngChunks.header(path, head: Array(bytes.prefix(60)))
    #expect(header.count == 60 + 12 + body.count)
  }
}
