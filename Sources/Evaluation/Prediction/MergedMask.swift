// K classes, H W height and width.

import Datasets
import Imaging
import Models
import Torch
import Training

/// One image seen as a whole: its logits are brought to the original's size bilinearly, then the largest wins.
struct WholeMask: TileMerger {
  private let image: PreparedImage
  private var logits: Tensor?  // [K, H, W]

  init(of image: PreparedImage) { self.image = image }

  mutating func add(_ prediction: Prediction, at tile: TileGrid.Tile) { logits = prediction.logits }

  func merged() throws -> ImagePrediction {
    guard let logits else { preconditionFailure("the image was not predicted") }
    return .mask(try largestClass(logits, height: image.originalHeight, width: image.originalWidth))
  }
}

/// Tiles at full resolution: their logits are averaged with a triangular window, highest at the tile's centre, so that
/// a pixel listens most to the tile that sees most around it; then the largest wins.
///
/// Only one row of tiles is held: rows that no later tile touches are decided and let go. The weighted sum is not
/// divided by the sum of weights, because that changes no class's order.
struct TiledMask: TileMerger {
  private let image: PreparedImage
  private let classCount: Int
  private var labels: [UInt16] = []
  private var band: Tensor?  // [K, tile height, image width]
  private var bandTop = 0

  init(of image: PreparedImage, classCount: Int) {
    self.image = image
    self.classCount = classCount
    labels.reserveCapacity(image.originalHeight * image.originalWidth)
  }

  mutating func add(_ prediction: Prediction, at tile: TileGrid.Tile) throws {
    if tile.top > bandTop { try advance(to: tile.top) }
    let band = try self.band ?? Tensor.zeros([classCount, tile.height, image.validWidth])
    self.band = band
    try band.narrowed(2, tile.left, tile.width).addInPlace(prediction.logits * Self.window(tile))
  }

  mutating func merged() throws -> ImagePrediction {
    try advance(to: image.validHeight)
    return .mask(LabelMap(height: image.originalHeight, width: image.originalWidth, values: labels))
  }

  /// Decides the rows above `top` and keeps the rest of the band.
  private mutating func advance(to top: Int) throws {
    guard let band else { return }
    let (height, width, done) = (band.size(1), band.size(2), top - bandTop)
    labels += try largestClass(band.narrowed(1, 0, done), height: done, width: width).values
    let next = try Tensor.zeros([classCount, height, width])
    if done < height { try next.narrowed(1, 0, height - done).copyInPlace(band.narrowed(1, done, height - done)) }
    (self.band, bandTop) = (next, top)
  }

  /// `[H, W]`: the product of a triangle along each axis, 1 in the middle, above 0 at the edge.
  private static func window(_ tile: TileGrid.Tile) throws -> Tensor {
    try triangle(tile.height).unsqueezed(1) * triangle(tile.width).unsqueezed(0)
  }

  private static func triangle(_ length: Int) throws -> Tensor {
    let middle = Float(length + 1) / 2
    return try Tensor((0..<length).map { Float(min($0 + 1, length - $0)) / middle }, shape: [length])
  }
}

extension Prediction {
  /// `[K, H, W]`; the label type's prediction is known to be one of pixels.
  fileprivate var logits: Tensor {
    guard case .pixelLogits(let logits) = self else { preconditionFailure("pixel logits are expected") }
    return logits
  }
}

/// The class of the largest logit at each pixel, the first on a tie.
///
/// Class by class, so that K planes of a large original never lie in memory at once.
/// - Parameter logits: `[K, H, W]`; brought bilinearly to `height` x `width`.
func largestClass(_ logits: Tensor, height: Int, width: Int) throws -> LabelMap {
  func plane(_ k: Int) throws -> Tensor {
    let plane = try logits.narrowed(0, k, 1)
    let isSize = plane.extent == Extent(height: height, width: width)
    return try isSize ? plane : plane.unsqueezed(0).upsampledBilinear(height: height, width: width).squeezed(0)
  }
  var best = try plane(0)
  var classes = try Tensor.zeros([1, height, width], dtype: .int32)
  for k in 1..<logits.size(0) {
    let candidate = try plane(k)
    classes = try classes.maskedFill(candidate.gt(best), Double(k))
    best = try best.maximum(candidate)
  }
  return LabelMap(height: height, width: width, values: try classes.array(of: Int32.self).map { UInt16($0) })
}
