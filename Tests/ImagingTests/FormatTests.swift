import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// Palettes, runs, interlace and orientation in formats that the writer does not make.
@Suite struct FormatTests {
  let rows: [[UInt8]] = (0..<11).map { row in (0..<13).map { UInt8((row * 13 + $0) % 120) } }

  @Test(arguments: [false, true]) func bmpPaletteIsColourForPicturesAndIndexForMasks(runLength: Bool) throws {
    let bytes = SmallFiles.bmp8(rows, runLength: runLength)
    let labels = try ImageReader.labels(bytes, name: "a.bmp")
    #expect(labels.values == rows.flatMap { $0.map(UInt16.init) })
    let image = try ImageReader.decode(bytes, name: "a.bmp").raster
    #expect(image.pixel(row: 3, column: 5).map { Int(($0 * 255).rounded()) } == [44, 88, 211])
  }

  @Test func bmpBitsAndColours() throws {
    let bits = rows.map { $0.map { $0 % 2 } }
    let mask = try ImageReader.labels(SmallFiles.bmp1(bits), name: "b.bmp")
    #expect(mask.values == bits.flatMap { $0.map(UInt16.init) })
    #expect(try ImageReader.decode(SmallFiles.bmp1(bits), name: "b.bmp").raster.pixel(row: 0, column: 1) == [1, 1, 1])
    let colours = SmallFiles.bmp24([[(1, 2, 3), (4, 5, 6)], [(7, 8, 9), (250, 251, 252)]])
    #expect(
      try ImageReader.decode(colours, name: "c.bmp").raster.bytes == [1, 2, 3, 4, 5, 6, 7, 8, 9, 250, 251, 252])
  }

  @Test(arguments: [false, true]) func gifMasksAreIndices(interlaced: Bool) throws {
    let bytes = SmallFiles.gif(rows, interlaced: interlaced)
    #expect(try ImageReader.labels(bytes, name: "a.gif").values == rows.flatMap { $0.map(UInt16.init) })
    let pixel = try ImageReader.decode(bytes, name: "a.gif").raster.pixel(row: 1, column: 0)
    #expect(pixel.map { Int(($0 * 255).rounded()) } == [13, 0, 242])
  }

  /// The eight orientations of EXIF, put into a JPEG by hand.
  @Test(arguments: 1...8) func exifOrientationTurnsPictureAndSize(orientation: Int) throws {
    let folder = try TemporaryFolder()
    let image = try gradient(height: 16, width: 48).resized(height: 32, width: 96)
    try ImageWriter.jpeg(image, to: folder.path("plain.jpg"), quality: 100)
    let plain = try [UInt8](Data(contentsOf: URL(fileURLWithPath: folder.path("plain.jpg"))))
    let entry: [UInt8] = [8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, UInt8(orientation), 0, 0, 0, 0, 0, 0, 0]
    let exif = Array("Exif\0\0II*\0".utf8) + entry
    let tagged = Array(plain[..<2]) + [0xFF, 0xE1, 0, UInt8(exif.count + 2)] + exif + Array(plain[2...])
    let upright = try ImageReader.decode(tagged, name: "tagged.jpg")
    let stored = try ImageReader.decode(plain, name: "plain.jpg").raster
    let turns: [Int: Turn] = [
      2: .horizontalFlip, 3: .halfTurn, 4: .verticalFlip, 6: .quarterTurnRight, 8: .quarterTurnLeft,
    ]
    if let turn = turns[orientation] { #expect(upright.raster == (try stored.turned(turn))) }
    // 5 and 7 are a quarter turn and a flip.
    if orientation == 5 { #expect(upright.raster == (try stored.turned(.quarterTurnRight).turned(.horizontalFlip))) }
    if orientation == 7 { #expect(upright.raster == (try stored.turned(.quarterTurnLeft).turned(.horizontalFlip))) }
    #expect((upright.sourceHeight, upright.sourceWidth) == (orientation > 4 ? (96, 32) : (32, 96)))
    #expect(upright.notes.isEmpty == (orientation == 1))
  }

  @Test func grayAndAlphaMasksAreTakenByTheirGray() throws {
    let folder = try TemporaryFolder()
    let gray = Raster(height: 1, width: 3, bytes: [5, 5, 5, 0, 0, 0, 255, 255, 255])
    try ImageWriter.png(gray, to: folder.path("gray-as-rgb.png"))
    #expect(try ImageReader.readLabels(folder.path("gray-as-rgb.png")).values == [5, 0, 255])
  }
}
