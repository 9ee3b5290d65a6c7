import Datasets
import Imaging
import Models
import Training

/// Puts the predictions of an image's tiles together.
protocol TileAssembly: AnyObject {
  var sample: PreparedSample { get }
  var grid: TileGrid { get }
  var isComplete: Bool { get }

  /// Tiles come in the grid's order.
  func add(_ prediction: Prediction, _ tile: TileGrid.Tile) throws
  /// Of the whole image, in the original's pixels; after all tiles.
  func prediction() throws -> ImagePrediction
}

extension TaskConfiguration {
  /// The assembly that the task's label type and fit ask for.
  func assembly(of sample: PreparedSample) -> any TileAssembly {
    let image = sample.image
    let isTiled = preprocessing.fit == .crop
    let grid =
      isTiled
      ? TileGrid(height: image.validHeight, width: image.validWidth, size: preprocessing.size)
      : TileGrid(whole: image.validHeight, width: image.validWidth)
    switch labelType {
    case .classification, .multilabel: return ProbabilityAssembly(sample, grid)
    case .detection: return BoxAssembly(sample, grid)
    case .segmentation where isTiled: return TiledLogits(sample, grid, classCount: classes.count)
    case .segmentation: return WholeLogits(sample, grid)
    }
  }
}

/// The mean of the tiles' probabilities.
final class ProbabilityAssembly: TileAssembly {
  let sample: PreparedSample
  let grid: TileGrid
  private var sum: [Float] = []
  private var count = 0

  init(_ sample: PreparedSample, _ grid: TileGrid) {
    self.sample = sample
    self.grid = grid
  }

  var isComplete: Bool { count == grid.tiles.count }

  func add(_ prediction: Prediction, _ tile: TileGrid.Tile) throws {
    guard case .probabilities(let values) = prediction else { preconditionFailure("probabilities are expected") }
    sum = sum.isEmpty ? values : zip(sum, values).map(+)
    count += 1
  }

  func prediction() -> ImagePrediction { .probabilities(sum.map { $0 / Float(count) }) }
}

/// Boxes of all tiles, each kept by the tile that sees its centre most centrally, then non-maximum suppression.
///
/// An object cut by a tile's edge is seen whole by the neighbour, unless it is larger than the overlap; then both parts
/// stay until suppression compares them.
final class BoxAssembly: TileAssembly {
  let sample: PreparedSample
  let grid: TileGrid
  private var boxes: [FoundBox] = []
  private var count = 0

  init(_ sample: PreparedSample, _ grid: TileGrid) {
    self.sample = sample
    self.grid = grid
  }

  var isComplete: Bool { count == grid.tiles.count }

  func add(_ prediction: Prediction, _ tile: TileGrid.Tile) throws {
    guard case .boxes(let found) = prediction else { preconditionFailure("boxes are expected") }
    boxes += found.map { $0.moved(x: Float(tile.left), y: Float(tile.top)) }.filter(tile.owns)
    count += 1
  }

  func prediction() -> ImagePrediction {
    let merged = count > 1 ? BoxSelection().suppressed(boxes) : boxes
    let image = sample.image
    let (x, y) = image.toOriginal
    let size = Extent(height: image.originalHeight, width: image.originalWidth)
    return .boxes(merged.compactMap { $0.scaled(x: x, y: y).clipped(to: size) })
  }
}

extension TileGrid.Tile {
  /// Whether a box's centre lies in the tile's own part.
  fileprivate func owns(_ box: FoundBox) -> Bool {
    let (x, y) = ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
    return Float(ownedColumns.lowerBound) <= x && x < Float(ownedColumns.upperBound)
      && Float(ownedRows.lowerBound) <= y && y < Float(ownedRows.upperBound)
  }
}

extension FoundBox {
  func moved(x: Float, y: Float) -> FoundBox {
    FoundBox(x0: x0 + x, y0: y0 + y, x1: x1 + x, y1: y1 + y, label: label, score: score)
  }

  func scaled(x: Float, y: Float) -> FoundBox {
    FoundBox(x0: x0 * x, y0: y0 * y, x1: x1 * x, y1: y1 * y, label: label, score: score)
  }
}
