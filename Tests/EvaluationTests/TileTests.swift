import GoldenArrays
import Imaging
import Models
import Testing
import Torch

@testable import Datasets
@testable import Evaluation

@Suite struct TileTests {
  @Test(arguments: [(64, 64), (65, 200), (275, 800), (233, 517), (1000, 1000), (40, 30), (30, 400)])
  func ownedPartsCoverTheImageOnce(height: Int, width: Int) {
    let grid = TileGrid(height: height, width: width, size: 64)
    var owners = [Int](repeating: 0, count: height * width)
    for tile in grid.tiles {
      for row in tile.ownedRows { for column in tile.ownedColumns { owners[row * width + column] += 1 } }
      #expect(tile.ownedRows.lowerBound >= tile.top && tile.ownedRows.upperBound <= tile.top + tile.height)
      #expect(tile.ownedColumns.lowerBound >= tile.left && tile.ownedColumns.upperBound <= tile.left + tile.width)
      #expect(tile.height == min(64, height) && tile.width == min(64, width))
    }
    #expect(owners.allSatisfy { $0 == 1 })
  }

  @Test func neighboursShareAQuarter() {
    let lefts = TileGrid(height: 10, width: 517, size: 64).tiles.map(\.left)
    #expect(lefts.first == 0 && lefts.last == 517 - 64)
    for (one, next) in zip(lefts, lefts.dropFirst()) { #expect(next - one <= 48 && next > one) }
  }

  /// O18 and smaller, larger, exact and odd sizes: a network that copies its input gives the mask back, pixel by pixel.
  @Test func tilesReassembleExactly() throws {
    let folder = try TemporaryFolder()
    let sizes = [(275, 800), (233, 517), (64, 64), (40, 90), (20, 30), (129, 65)].map { (height: $0.0, width: $0.1) }
    let task = try GeneratedTask.segmentation(folder, sizes: sizes, fit: .crop) { row, column in
      UInt16((row / 7 + column / 5) % 3)
    }
    let found = try task.predictions(PixelModel.pixels(3), batch: 5)
    for (size, prediction) in zip(sizes, found) {
      guard case .mask(let mask) = prediction else { throw Unexpected() }
      #expect(mask == GeneratedTask.maskOf(size.height, size.width) { UInt16(($0 / 7 + $1 / 5) % 3) })
    }
  }

  @Test func pixelsListenMostToTheTileThatSeesMostAroundThem() throws {
    let folder = try TemporaryFolder()
    let task = try GeneratedTask.segmentation(folder, sizes: [(64, 112)], fit: .crop) { _, _ in 0 }
    // Two tiles, at columns 0 and 48, that share columns 48..<64: the first says 1, the second 2.
    var calls = 0
    let found = try task.predictions({ _, sizes in
      try sizes.map { size in
        calls += 1
        let values = (0..<3).flatMap { [Float](repeating: $0 == calls ? 1 : 0, count: size.height * size.width) }
        return .pixelLogits(try Tensor(values, shape: [3, size.height, size.width]))
      }
    })
    guard case .mask(let mask) = found[0] else { throw Unexpected() }
    #expect(calls == 2)
    #expect(Array(mask.values[0..<112]) == (0..<112).map { $0 < 56 ? 1 : 2 })
  }

  /// Every object once, though tiles cut many of them; coordinates are those of the original.
  @Test func boxesOfTilesAreMerged() throws {
    let folder = try TemporaryFolder()
    let boxes = (0..<20).map { n in (x: n % 5 * 37 + n, y: n / 5 * 40 + 3 * (n % 3), w: 8 + n % 4, h: 9) }
    let task = try GeneratedTask.detection(folder, height: 170, width: 210, boxes: [boxes], fit: .crop)
    let found = try task.predictions(PixelModel.boxes, batch: 3)
    guard case .boxes(let merged) = found[0] else { throw Unexpected() }
    let expected = boxes.enumerated().map { n, box in "\(box.x) \(box.y) \(box.x + box.w) \(box.y + box.h) \(n % 2)" }
    #expect(
      merged.map { "\(Int($0.x0)) \(Int($0.y0)) \(Int($0.x1)) \(Int($0.y1)) \($0.label)" }.sorted() == expected.sorted()
    )
  }

  /// Each of two tiles takes the middle of a box for the other's; or one sees a part of it only.
  @Test func aBoxOnTheBorderOfTwoTilesIsKeptOnce() {
    let image = PreparedImage(
      raster: Raster(height: 64, width: 112), validHeight: 64, validWidth: 112, originalHeight: 64, originalWidth: 112)
    let tiles = TileGrid(height: 64, width: 112, size: 64).tiles
    #expect(tiles.map(\.ownedColumns) == [0..<56, 56..<112])
    /// - Parameter sides: of what each tile sees, in the image's columns.
    func merged(_ sides: [ClosedRange<Float>]) -> [ClosedRange<Float>] {
      var merger = MergedBoxes(of: image)
      for (tile, side) in zip(tiles, sides) {
        let box = FoundBox(x0: side.lowerBound, y0: 10, x1: side.upperBound, y1: 22, label: 0, score: 0.5)
        merger.add(.boxes([box.moved(x: -Float(tile.left), y: 0)]), at: tile)
      }
      guard case .boxes(let boxes) = merger.merged() else { return [] }
      return boxes.map { $0.x0...$0.x1 }
    }
    #expect(merged([50.5...62.5, 49.5...61.5]) == [50.5...62.5])
    #expect(merged([49.5...61.5, 50.5...62.5]).count == 1)
    #expect(merged([53...64, 53...77]) == [53...77])
  }

  @Test func probabilitiesOfTilesAreAveraged() throws {
    let folder = try TemporaryFolder()
    let task = try GeneratedTask.classification(folder, count: 1, height: 64, width: 112, fit: .crop)
    var calls = 0
    let found = try task.predictions({ _, sizes in
      sizes.map { _ in
        calls += 1
        return .probabilities(calls == 1 ? [1, 0, 0] : [0, 0.5, 0.5])
      }
    })
    guard case .probabilities(let mean) = found[0] else { throw Unexpected() }
    #expect(calls == 2 && mean == [0.5, 0.25, 0.25])
  }

  @Test func theNetworkNeverSeesMoreThanTheTasksSize() throws {
    let folder = try TemporaryFolder()
    for fit in [Fit.crop, .letterbox] {
      let task = try GeneratedTask.segmentation(folder, sizes: [(300, 500), (20, 30)], fit: fit) { _, _ in 1 }
      _ = try task.predictions({ images, sizes in
        #expect(images.shape[1...] == [3, 64, 64] && images.size(0) <= 4)
        return try PixelModel.pixels(3)(images, sizes)
      })
    }
  }

  struct Unexpected: Error {}
}
