/// A box in pixels of the upright image: corners `[x0, x1) x [y0, y1)`, class index of the task.
public struct LabelledBox: Sendable, Equatable {
  /// Left edge.
  public var x0: Float
  /// Top edge.
  public var y0: Float
  /// Right edge; the pixel there is outside.
  public var x1: Float
  /// Bottom edge; the pixel there is outside.
  public var y1: Float
  /// Class index of the task.
  public var label: Int

  /// A box by its corners.
  public init(x0: Float, y0: Float, x1: Float, y1: Float, label: Int) {
    (self.x0, self.y0, self.x1, self.y1, self.label) = (x0, y0, x1, y1, label)
  }

  /// Pixels along x, 0 where the corners are swapped.
  public var width: Float { max(0, x1 - x0) }
  /// Pixels along y, 0 where the corners are swapped.
  public var height: Float { max(0, y1 - y0) }
  /// Square pixels.
  public var area: Float { width * height }

  /// The box after the image was resized by these factors.
  public func scaled(x: Float, y: Float) -> LabelledBox {
    LabelledBox(x0: x0 * x, y0: y0 * y, x1: x1 * x, y1: y1 * y, label: label)
  }

  /// The box in an image whose top-left corner was moved to `(left, top)`.
  public func moved(left: Float, top: Float) -> LabelledBox {
    LabelledBox(x0: x0 - left, y0: y0 - top, x1: x1 - left, y1: y1 - top, label: label)
  }

  /// The box cut to an image; nil when under 25 % of its area or less than a pixel of a side is left.
  public func clipped(height imageHeight: Int, width imageWidth: Int) -> LabelledBox? {
    var cut = self
    cut.x0 = min(max(x0, 0), Float(imageWidth))
    cut.x1 = min(max(x1, 0), Float(imageWidth))
    cut.y0 = min(max(y0, 0), Float(imageHeight))
    cut.y1 = min(max(y1, 0), Float(imageHeight))
    let keeps = cut.width >= 1 && cut.height >= 1 && cut.area >= Self.smallestShare * area
    return keeps ? cut : nil
  }

  /// Share of a box's area that must stay inside the image.
  public static let smallestShare: Float = 0.25
}
