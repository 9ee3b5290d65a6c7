import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// A picture whose every channel differs.
func gradient(height: Int, width: Int) -> Raster {
  var image = Raster(height: height, width: width)
  for row in 0..<height {
    for column in 0..<width {
      let first = (row * width + column) * 3
      image.bytes[first] = UInt8(row * 255 / max(1, height - 1))
      image.bytes[first + 1] = UInt8(column * 255 / max(1, width - 1))
      image.bytes[first + 2] = UInt8((row * 7 + column * 3) % 256)
    }
  }
  return image
}

@Suite struct ReadingTests {
  @Test func pngKeepsEveryByte() throws {
    let folder = try TemporaryFolder()
    let image = gradient(height: 37, width: 53)
    try ImageWriter.png(image, to: folder.path("a.png"))
    let read = try ImageReader.read(folder.path("a.png"))
    #expect(read.raster == image)
    #expect(read.notes.isEmpty)
    #expect(try ImageReader.size(of: folder.path("a.png")) == (37, 53))
  }

  @Test func jpegIsCloseToItsSource() throws {
    let folder = try TemporaryFolder()
    let image = try gradient(height: 16, width: 16).resized(height: 64, width: 96)
    try ImageWriter.jpeg(image, to: folder.path("a.jpg"), quality: 95)
    let read = try ImageReader.read(folder.path("a.jpg")).raster
    #expect((read.height, read.width) == (64, 96))
    let difference = zip(read.bytes, image.bytes).map { abs(Int($0) - Int($1)) }.reduce(0, +)
    #expect(Double(difference) / Double(image.bytes.count) < 6)
  }

  /// Files longer than any that is read whole: the header tells.
  @Test func depthAndSizeAreReadFromTheHeader() throws {
    let folder = try TemporaryFolder()
    try ImageWriter.png(gradient(height: 4, width: 6), to: folder.path("a.png"))
    try ImageWriter.png16((0..<24).map { UInt16($0 * 900) }, height: 4, width: 6, to: folder.path("b.png"))
    try ImageWriter.jpeg(gradient(height: 4, width: 6), to: folder.path("c.jpg"))
    let wanted: [(String, PixelDepth)] = [("a.png", .uint8), ("b.png", .float32), ("c.jpg", .uint8)]
    for (name, depth) in wanted {
      #expect(try ImageReader.depth(of: folder.path(name)) == depth, "\(name)")
      #expect(truncate(folder.path(name), 5 << 30) == 0)
      #expect(try ImageReader.depth(of: folder.path(name)) == depth, "\(name)")
      #expect(try ImageReader.size(of: folder.path(name)) == (4, 6), "\(name)")
    }
    let range = ReadOptions(valueRange: 0...100)
    #expect(try ImageReader.depth(of: folder.path("a.png"), range) == .float32)
  }

  @Test func formatIsToldByContentNotByName() throws {
    let folder = try TemporaryFolder()
    try ImageWriter.jpeg(gradient(height: 8, width: 8), to: folder.path("really-jpeg.png"))
    #expect(try ImageReader.read(folder.path("really-jpeg.png")).raster.height == 8)
  }

  @Test func tiffKeepsBytesAndFloats() throws {
    let folder = try TemporaryFolder()
    let image = gradient(height: 21, width: 34)
    try ImageWriter.tiff(image, to: folder.path("a.tif"))
    #expect(try ImageReader.read(folder.path("a.tif")).raster == image)
    try ImageWriter.tiff(image.asFloats, to: folder.path("f.tif"))
    let floats = try ImageReader.read(folder.path("f.tif"), ReadOptions(valueRange: 0...1)).raster
    #expect(floats.depth == .float32)
    #expect(floats.asBytes == image)
  }

  @Test func floatsWithoutRangeAreRefused() throws {
    let folder = try TemporaryFolder()
    try ImageWriter.tiff(gradient(height: 4, width: 4).asFloats, to: folder.path("f.tif"))
    let error = #expect(throws: ImageError.self) { try ImageReader.read(folder.path("f.tif")) }
    #expect(error?.description.contains("f.tif: holds floating-point values") == true)
    #expect(error?.description.contains("value_range") == true)
  }

  /// Case O07: nothing is lost or folded in 16 bits.
  @Test func sixteenBitRampStaysMonotone() throws {
    let folder = try TemporaryFolder()
    let ramp = (0..<65536).map { UInt16($0) }
    try ImageWriter.png16(ramp, height: 256, width: 256, to: folder.path("ramp.png"))
    let raster = try ImageReader.read(folder.path("ramp.png")).raster
    let floats = raster.floats
    #expect(floats.first == 0)
    #expect(floats.last == 1)
    #expect((1..<65536).allSatisfy { floats[$0 * 3] > floats[$0 * 3 - 3] })
    #expect((0..<65536).allSatisfy { floats[$0 * 3] == floats[$0 * 3 + 2] })
  }

  @Test func valueRangeStretchesAndClips() throws {
    let folder = try TemporaryFolder()
    try ImageWriter.png16([0, 1000, 2000, 4095, 9999, 500], height: 2, width: 3, to: folder.path("c.png"))
    let raster = try ImageReader.read(folder.path("c.png"), ReadOptions(valueRange: 1000...3000)).raster
    #expect([0, 3, 6, 9, 12, 15].map { raster.floats[$0] } == [0, 0, 0.5, 1, 1, 0])
  }

  @Test func masksKeepTheirValues() throws {
    let folder = try TemporaryFolder()
    let small = LabelMap(height: 2, width: 3, values: [0, 1, 2, 128, 255, 7])
    try ImageWriter.png(small, to: folder.path("m.png"))
    #expect(try ImageReader.readLabels(folder.path("m.png")) == small)
    let wide = LabelMap(height: 1, width: 3, values: [0, 300, 65534])
    try ImageWriter.png(wide, to: folder.path("w.png"))
    #expect(try ImageReader.readLabels(folder.path("w.png")) == wide)
  }

  @Test func paletteMasksAreIndicesAndPicturesAreColours() throws {
    let folder = try TemporaryFolder()
    let mask = LabelMap(height: 1, width: 3, values: [0, 1, 2])
    let palette = [Colour(9, 8, 7), Colour(200, 100, 50), Colour(0, 0, 255)]
    try ImageWriter.png(mask, palette: palette, to: folder.path("p.png"))
    #expect(try ImageReader.readLabels(folder.path("p.png")) == mask)
    #expect(try ImageReader.read(folder.path("p.png")).raster.bytes == [9, 8, 7, 200, 100, 50, 0, 0, 255])
  }

  @Test func colourPicturesAreNoMasks() throws {
    let folder = try TemporaryFolder()
    try ImageWriter.png(gradient(height: 4, width: 4), to: folder.path("c.png"))
    let error = #expect(throws: ImageError.self) { try ImageReader.readLabels(folder.path("c.png")) }
    #expect(error?.message.contains("colour picture, not a mask") == true)
  }

  /// Panda's masks hold their values in red alone; a file that mixes this with grey says nothing certain.
  @Test func masksMayHoldTheirValuesInRed() throws {
    let folder = try TemporaryFolder()
    let write = { (pixels: [[UInt8]]) in
      let picture = Raster(height: 1, width: pixels.count, bytes: pixels.flatMap { $0 })
      try ImageWriter.png(picture, to: folder.path("r.png"))
    }
    try write([[0, 0, 0], [5, 0, 0], [2, 0, 0]])
    #expect(try ImageReader.readLabels(folder.path("r.png")).values == [0, 5, 2])
    for mixed: [[UInt8]] in [
      [[5, 0, 0], [2, 2, 2]], [[3, 3, 3], [4, 0, 0]], [[0, 4, 0]], [[0, 4, 4]], [[7, 0, 7]],
    ] {
      try write(mixed)
      #expect(throws: ImageError.self, "\(mixed)") { try ImageReader.readLabels(folder.path("r.png")) }
    }
  }

  @Test func pixelLimitIsCheckedFirst() throws {
    let folder = try TemporaryFolder()
    try ImageWriter.png(gradient(height: 40, width: 40), to: folder.path("a.png"))
    let error = #expect(throws: ImageError.self) {
      try ImageReader.read(folder.path("a.png"), ReadOptions(pixelLimit: 1599))
    }
    #expect(error?.message.contains("40 x 40 pixels, above the limit of 1599") == true)
    #expect(throws: Never.self) { try ImageReader.read(folder.path("a.png"), ReadOptions(pixelLimit: 1600)) }
  }

  @Test func missingAndEmptyFilesAreNamed() throws {
    let folder = try TemporaryFolder()
    let missing = #expect(throws: ImageError.self) { try ImageReader.read(folder.path("none.png")) }
    #expect(missing?.description.contains("none.png: cannot be opened") == true)
    let empty = try folder.write([], to: "empty.png")
    let error = #expect(throws: ImageError.self) { try ImageReader.read(empty) }
    #expect(error?.description.contains("empty.png: the file is empty") == true)
  }

  @Test func bigJpegIsReducedOnlyDownToTheWantedEdge() throws {
    let folder = try TemporaryFolder()
    try ImageWriter.jpeg(gradient(height: 480, width: 640), to: folder.path("big.jpg"))
    let image = try ImageReader.decode(folder.path("big.jpg"), ReadOptions(longestEdgeAtLeast: 224))
    #expect((image.raster.height, image.raster.width) == (240, 320))
    #expect((image.sourceHeight, image.sourceWidth) == (480, 640))
    let whole = try ImageReader.decode(folder.path("big.jpg"), ReadOptions(longestEdgeAtLeast: 321))
    #expect(whole.raster.width == 640)
  }

  @Test func versionsNameEveryLibrary() throws {
    let entries = try ImagingVersions.read().entries
    #expect(
      entries.map(\.name) == [
        "OpenCV", "ITK", "GDCM", "libdeflate", "OpenSlide", "libpng", "libjpeg", "libtiff", "giflib",
      ])
    #expect(entries.allSatisfy { $0.version.contains { $0.isNumber } })
  }
}
