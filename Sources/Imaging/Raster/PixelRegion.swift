/// A rectangle of whole pixels; of a slide, in level-0 pixels.
public struct PixelRegion: Sendable, Equatable, Hashable {
  public let x: Int
  public let y: Int
  public let width: Int
  public let height: Int

  public init(x: Int, y: Int, width: Int, height: Int) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }
}
