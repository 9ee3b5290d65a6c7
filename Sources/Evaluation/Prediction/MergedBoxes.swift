import Datasets
import Models
import Training

/// Boxes of all tiles, each kept by the tile that sees its centre most centrally, then non-maximum suppression.
///
/// An object cut by a tile's edge is seen whole by the neighbour, unless it is larger than the overlap; then both parts
/// stay until suppression compares them.
struct MergedBoxes: TileMerger {
  private let image: PreparedImage
  private var boxes: [FoundBox] = []
  private var tileCount = 0

  init(of image: PreparedImage) { self.image = image }

  mutating func add(_ prediction: Prediction, at tile: TileGrid.Tile) {
    guard case .boxes(let found) = prediction else { preconditionFailure("boxes are expected") }
    boxes += found.map { $0.moved(x: Float(tile.left), y: Float(tile.top)) }.filter(tile.owns)
    tileCount += 1
  }

  func merged() -> ImagePrediction {
    let kept = tileCount > 1 ? BoxSelection().suppressed(boxes) : boxes
    let (x, y) = image.toOriginal
    let size = Extent(height: image.originalHeight, width: image.originalWidth)
    return .boxes(kept.compactMap { $0.scaled(x: x, y: y).clipped(to: size) })
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
