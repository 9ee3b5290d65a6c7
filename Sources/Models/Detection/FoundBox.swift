/// A box that a model found: corners in pixels, its class, and class probability x centerness.
public struct FoundBox: Sendable, Equatable {
  /// The left side, x in pixels.
  public var x0: Float
  /// The upper side, y in pixels.
  public var y0: Float
  /// The right side, x in pixels.
  public var x1: Float
  /// The lower side, y in pixels.
  public var y1: Float
  /// The class, in `0..<K`.
  public let label: Int
  /// Class probability x centerness, 0...1.
  public let score: Float

  /// A box of pixels of the network's input, or of the image that it is drawn back to.
  public init(x0: Float, y0: Float, x1: Float, y1: Float, label: Int, score: Float) {
    (self.x0, self.y0, self.x1, self.y1, self.label, self.score) = (x0, y0, x1, y1, label, score)
  }

  var area: Float { (x1 - x0) * (y1 - y0) }

  /// The part inside an image; nil where nothing is left.
  public func clipped(to size: Extent) -> FoundBox? {
    var box = self
    (box.x0, box.y0) = (max(0, x0), max(0, y0))
    (box.x1, box.y1) = (min(Float(size.width), x1), min(Float(size.height), y1))
    return box.x1 > box.x0 && box.y1 > box.y0 ? box : nil
  }

  /// Intersection over union, 0...1; of two boxes without area it is no number, which lies above no threshold.
  func overlap(_ other: FoundBox) -> Float {
    let width = min(x1, other.x1) - max(x0, other.x0)
    let height = min(y1, other.y1) - max(y0, other.y0)
    let shared = max(0, width) * max(0, height)
    return shared / (area + other.area - shared)
  }
}
