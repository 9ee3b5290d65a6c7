import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// Slides that the test writes: a tiled TIFF of two levels.
@Suite struct SlideTests {
  /// 300 x 200 pixels of 0.5 um, white glass with a violet disc; its second level is half as large.
  private static func write(resolution: UInt32? = 20_000) throws -> (folder: SmallFolder, path: String) {
    let pixel = { (row: Double, column: Double) -> (UInt8, UInt8, UInt8) in
      let distance = ((row - 100) * (row - 100) + (column - 150) * (column - 150)).squareRoot()
      return distance < 60 ? (150, 60, 160) : (245, 245, 245)
    }
    let tiff = TiledTiff(
      levels: [
        (200, 300, { pixel(Double($0), Double($1)) }), (100, 150, { pixel(2 * Double($0), 2 * Double($1)) }),
      ], pixelsPerCentimetre: resolution)
    let folder = try SmallFolder()
    return (folder, try folder.write(tiff.bytes, "slide.tif"))
  }

  @Test func levelsAndResolution() throws {
    let (folder, path) = try Self.write()
    defer { folder.remove() }
    let slide = try Slide(path)
    #expect(slide.levels.map { [$0.width, $0.height] } == [[300, 200], [150, 100]])
    #expect(slide.levels.map(\.downsample) == [1, 2])
    #expect(slide.micrometresPerPixel == 0.5)
    #expect(slide.vendor == "generic-tiff")
    #expect(try Slide(path, micrometresPerPixel: 0.25).micrometresPerPixel == 0.25)
  }

  /// Damaged headers claim sides whose product no number holds.
  @Test func pixelsAreComparedWithoutOverflow() throws {
    #expect(SlideLevel(height: .max, width: 2, downsample: 1).exceeds(pixels: .max))
    let level = SlideLevel(height: 3, width: 4, downsample: 1)
    #expect(level.exceeds(pixels: 11) && !level.exceeds(pixels: 12))
    let (folder, path) = try Self.write()
    defer { folder.remove() }
    let slide = try Slide(path)
    #expect(slide.exceeds(pixels: 59_999) && !slide.exceeds(pixels: 60_000))
  }

  @Test func regionsAreWhatWasWritten() throws {
    let (folder, path) = try Self.write()
    defer { folder.remove() }
    let slide = try Slide(path)
    let middle = try slide.region(level: 0, x: 140, y: 90, width: 20, height: 10)
    #expect((middle.height, middle.width, middle.channels) == (10, 20, 3))
    #expect(middle.pixel(row: 0, column: 0).map { Int($0 * 255) } == [150, 60, 160])
    // Half the resolution from the second level: the disc's centre at half the place.
    let coarse = try slide.region(x: 0, y: 0, width: 150, height: 100, scale: 2)
    #expect(coarse.pixel(row: 50, column: 75).map { Int($0 * 255) } == [150, 60, 160])
    #expect(coarse.pixel(row: 5, column: 5).map { Int($0 * 255) } == [245, 245, 245])
    // A quarter has no level of its own: it is averaged down from the second.
    let quarter = try slide.region(x: 0, y: 0, width: 75, height: 50, scale: 4)
    #expect(quarter.pixel(row: 25, column: 37).map { Int($0 * 255) } == [150, 60, 160])
  }

  /// openslide#443: what lies outside the scan is white, not black.
  @Test func outsideIsWhite() throws {
    let (folder, path) = try Self.write()
    defer { folder.remove() }
    let slide = try Slide(path)
    for (x, y) in [(-64, -64), (290, 190), (5000, 5000)] {
      let region = try slide.region(level: 0, x: x, y: y, width: 40, height: 40)
      let corner = x < 0 ? (0, 0) : (39, 39)
      #expect(region.pixel(row: corner.0, column: corner.1) == [1, 1, 1])
    }
  }

  @Test func micrometresChooseTheScale() throws {
    let (folder, path) = try Self.write()
    defer { folder.remove() }
    let slide = try Slide(path)
    #expect(try slide.scale(at: 2) == 4)
    #expect([0.5, 1, 1.99, 2, 7].map(slide.level(for:)) == [0, 0, 1, 1, 1])
  }

  /// slideflow#269: no resolution gives one clear message that names the remedy.
  @Test func withoutResolutionTheKeyIsNamed() throws {
    let (folder, path) = try Self.write(resolution: nil)
    defer { folder.remove() }
    let slide = try Slide(path)
    #expect(slide.micrometresPerPixel == nil)
    let error = #expect(throws: ImageError.self) { try slide.scale(at: 0.5) }
    #expect(error?.description.contains("mpp: 0.25") == true && error?.path == path)
    #expect(try Slide(path, micrometresPerPixel: 1).scale(at: 2) == 2)
  }

  @Test func tissueIsWhatIsColoured() throws {
    let (folder, path) = try Self.write()
    defer { folder.remove() }
    let mask = try Slide(path).tissueMask(longestSide: 60)
    #expect((mask.rows, mask.columns, mask.cell) == (40, 60, 5))
    let wanted = Double.pi * 60 * 60 / (200 * 300)
    #expect(abs(mask.share - wanted) < 0.02)
    for index in mask.tissueCells {
      let center = mask.center(ofCell: index)
      let distance = ((center.y - 100) * (center.y - 100) + (center.x - 150) * (center.x - 150)).squareRoot()
      #expect(distance < 65)
    }
  }

  @Test func glassAloneHasNoTissue() {
    let glass = Raster(height: 20, width: 20, bytes: (0..<1200).map { UInt8(240 + $0 % 7) })
    #expect(TissueMask(overview: glass, cell: 1).share == 0)
  }

  @Test(arguments: [("text.svs", [UInt8]("no slide".utf8)), ("empty.tif", [])])
  func otherFilesAreRefused(name: String, bytes: [UInt8]) throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    let path = try folder.write(bytes, name)
    let error = #expect(throws: ImageError.self) { try Slide(path) }
    #expect(error?.path == path && error?.message.contains("no slide") == true)
  }

  /// Cut off inside the pixels: the directory lies behind them, so nothing opens, or the region says that it is
  /// damaged.
  @Test(arguments: [8, 1000, 100_000]) func truncatedSlidesAreRefused(kept: Int) throws {
    let (folder, path) = try Self.write()
    defer { folder.remove() }
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    let cut = try folder.write(Array(bytes[..<min(kept, bytes.count)]), "cut.tif")
    #expect(throws: ImageError.self) {
      try Slide(cut).region(level: 0, x: 0, y: 0, width: 300, height: 200)
    }
  }

  /// More pixels than a thread keeps between reads, then few again.
  @Test func largeRegionsAreReadLikeSmallOnes() throws {
    let (folder, path) = try Self.write()
    defer { folder.remove() }
    let slide = try Slide(path)
    let large = try slide.region(level: 0, x: -500, y: -500, width: 1300, height: 1000)
    #expect(large.pixel(row: 600, column: 650).map { Int($0 * 255) } == [150, 60, 160])
    #expect(large.pixel(row: 0, column: 0) == [1, 1, 1])
    let small = try slide.region(level: 0, x: 150, y: 100, width: 4, height: 4)
    #expect(small.pixel(row: 0, column: 0) == large.pixel(row: 600, column: 650))
  }

  @Test func absurdNumbersNeverTrap() throws {
    #expect([20, 2.5, 1e300].map(SlideInspector.text(power:)) == ["20", "2.5", "1e+300"])
    let (folder, path) = try Self.write()
    defer { folder.remove() }
    let slide = try Slide(path, micrometresPerPixel: 1e-300)
    let scale = try slide.scale(at: 1)
    #expect(throws: ImageError.self) { try slide.region(x: 0, y: 0, width: 8, height: 8, scale: scale) }
  }

  @Test func oddRegionsAreRefused() throws {
    let (folder, path) = try Self.write()
    defer { folder.remove() }
    let slide = try Slide(path)
    #expect(throws: ImageError.self) { try slide.region(level: 2, x: 0, y: 0, width: 8, height: 8) }
    #expect(throws: ImageError.self) { try slide.region(level: 0, x: 0, y: 0, width: 0, height: 8) }
    #expect(throws: ImageError.self) { try slide.region(level: 0, x: 0, y: 0, width: 1 << 20, height: 1 << 20) }
  }
}

/// The two public slides against OpenSlide 4's values.
@Suite(.enabled(if: dataFolder != nil, "needs the folder of UMEDPT_DATA")) struct RealSlideTests {
  private struct Expected: Decodable {
    struct Region: Decodable {
      let x_level0: Int
      let y_level0: Int
      let level: Int
      let size_wh: [Int]
      let mean_per_channel: [Double]
    }
    let level_dimensions: [[Int]]
    let mpp_x: Double?
    let objective_power: Double?
    let regions: [Region]
  }

  @Test(arguments: ["cmu-1-small-region.svs", "tcga-cr-7395-01a-01-ts1.svs"]) func isReadAsListed(name: String) throws {
    let folder = try #require(dataFolder) + "/wsi_slides"
    let listed = try Data(contentsOf: URL(fileURLWithPath: folder + "/expected.json"))
    let wanted = try #require(JSONDecoder().decode([String: Expected].self, from: listed)[name])
    let slide = try Slide(folder + "/" + name)
    #expect(slide.levels.map { [$0.width, $0.height] } == wanted.level_dimensions)
    #expect(TiffDirectories.codec(of: slide.path) == (name.hasPrefix("cmu") ? "JPEG" : "JPEG 2000"))
    #expect(slide.micrometresPerPixel == wanted.mpp_x && slide.objectivePower == wanted.objective_power)
    for region in wanted.regions {
      let found = try slide.region(
        level: region.level, x: region.x_level0, y: region.y_level0, width: region.size_wh[0],
        height: region.size_wh[1])
      // Listed with alpha, colours 0 where nothing was scanned; here on white.
      let white = 255 - region.mean_per_channel[3]
      for channel in 0..<3 {
        let values = stride(from: channel, to: found.bytes.count, by: 3).map { Double(found.bytes[$0]) }
        let mean = values.reduce(0, +) / Double(values.count)
        // OpenSlide 4 draws the last row and column of a scan's edge a little otherwise than 3.4.
        #expect(abs(mean - region.mean_per_channel[channel] - white) < (white > 0 ? 1 : 0.5), "\(region)")
      }
    }
  }

  @Test func theSectionIsTissueAndTheGlassIsNot() throws {
    let slide = try Slide(#require(dataFolder) + "/wsi_slides/cmu-1-small-region.svs")
    let mask = try slide.tissueMask()
    #expect(mask.share > 0.1 && mask.share < 0.6)
  }
}

/// A folder of the test's own.
struct SmallFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "umedpt-slide-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  func write(_ bytes: [UInt8], _ name: String) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
    return path + "/" + name
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}

extension SlideTests {
  @Test func inspectionTellsLevelsAndResolution() throws {
    let (folder, path) = try Self.write()
    defer { folder.remove() }
    let found = try Inspector().inspect(path)
    #expect(found.status == .ok && found.format == "slide (generic-tiff)")
    #expect(found.codec == "none" && found.stored != nil)
    #expect(found.shape == [200, 300, 3] && found.levels == [[200, 300], [100, 150]] && found.mpp == 0.5)
    let refused = try Inspector().inspect(folder.write([UInt8]("none".utf8), "x.svs"))
    #expect(refused.status == .refused && refused.reason?.contains("no slide") == true)
  }
}
