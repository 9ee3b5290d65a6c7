import Datasets
import Models
import Training

/// Boxes of all tiles, each kept by the tile that sees its centre most centrally, then non-maximum suppression.
///
/// Two tiles may disagree a little about where a centre lies, so that each takes the box for the other's: boxes with
/// their centre just behind the border stay too, and suppression takes one of two. An object cut by a tile's edge is
/// seen whole by the neighbour, unless it is larger than the overlap; then both parts stay until suppression compares
/// them.
struct MergedBoxes: TileMerger {
  private let image: PreparedImage
  private var boxes: [FoundBox] = []
  private var tileCount = 0

  init(of image: PreparedImage) { self.image = image }

  mutating func add(_ prediction: Prediction, at tile: TileGrid.Tile) {
    guard case .boxes(let found) = prediction else { preconditionFailure("boxes are expected") }
    boxes += found.map { $0.moved(x: Float(tile.left), y: Float(tile.top)) }.filter { tile.owns($0, in: image) }
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
  /// Whether a box's centre lies in the tile's own part, or behind its border by less than tiles may disagree.
  fileprivate func owns(_ box: FoundBox, in image: PreparedImage) -> Bool {
    Self.isOwned(box.x0...box.x1, by: ownedColumns, of: left..<left + width, length: image.validWidth)
      && Self.isOwned(box.y0...box.y1, by: ownedRows, of: top..<top + height, length: image.validHeight)
  }

  /// Along one axis. A side that ends at an edge within the image was cut there, and its middle tells nothing.
  private static func isOwned(
    _ side: ClosedRange<Float>, by owned: Range<Int>, of tile: Range<Int>, length: Int
  ) -> Bool {
    let isCut =
      tile.lowerBound > 0 && side.lowerBound <= Float(tile.lowerBound)
      || tile.upperBound < length && side.upperBound >= Float(tile.upperBound)
    let margin = isCut ? 0 : (side.upperBound - side.lowerBound) * disagreement
    let middle = (side.lowerBound + side.upperBound) / 2
    return Float(owned.lowerBound) - margin <= middle && middle < Float(owned.upperBound) + margin
  }

  /// Of a box's side: two equal boxes that both stay because of it lie less than a third of a side apart and overlap by
  /// more than one half, which suppression compares.
  private static let disagreement: Float = 1.0 / 6
}

extension FoundBox {
  func moved(x: Float, y: Float) -> FoundBox {
    FoundBox(x0: x0 + x, y0: y0 + y, x1: x1 + x, y1: y1 + y, label: label, score: score)
  }

  func scaled(x: Float, y: Float) -> FoundBox {
    FoundBox(x0: x0 * x, y0: y0 * y, x1: x1 * x, y1: y1 * y, label: label, score: score)
  }
}
