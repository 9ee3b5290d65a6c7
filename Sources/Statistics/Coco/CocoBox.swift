/// A box as COCO writes it: corner, width and height in pixels; edges may lie between pixels.
public struct CocoBox: Sendable, Equatable {
  /// The left edge, in pixels.
  public var x: Double
  /// The upper edge, in pixels.
  public var y: Double
  /// The width in pixels, not negative.
  public var width: Double
  /// The height in pixels, not negative.
  public var height: Double

  /// A box from the upper left corner and the size, in pixels.
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// A box from corners `[x0, x1) x [y0, y1)`.
  public init(x0: Double, y0: Double, x1: Double, y1: Double) {
    self.init(x: x0, y: y0, width: x1 - x0, height: y1 - y0)
  }

  /// The area in square pixels.
  public var area: Double { width * height }

  var isValid: Bool { [x, y, width, height].allSatisfy(\.isFinite) && width >= 0 && height >= 0 }

  /// Intersection over union; over this box's own area where `truth` is a crowd, which may hold many such boxes.
  func overlap(with truth: CocoBox, isCrowd: Bool) -> Double {
    let w = min(x + width, truth.x + truth.width) - max(x, truth.x)
    let h = min(y + height, truth.y + truth.height) - max(y, truth.y)
    guard w > 0, h > 0 else { return 0 }
    let intersection = w * h
    return intersection / (isCrowd ? area : area + truth.area - intersection)
  }
}
