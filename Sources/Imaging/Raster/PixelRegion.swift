/// A rectangle of whole pixels; of a slide, in level-0 pixels.
public struct PixelRegion: Sendable, Equatable, Hashable {
  /// Left edge; may lie outside the image.
  public let x: Int
  /// Top edge; may lie outside the image.
  public let y: Int
  /// Pixels along x.
  public let width: Int
  /// Pixels along y.
  public let height: Int

  /// A region by its left top corner and size.
  public init(x: Int, y: Int, width: Int, height: Int) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }
}
