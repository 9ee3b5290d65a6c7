import Imaging

/// Height and width in pixels.
public struct PixelSize: Sendable, Equatable, Hashable {
  /// Rows.
  public let height: Int
  /// Columns.
  public let width: Int

  /// A size in pixels.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }
}

extension PixelSize {
  /// Masks of more pixels are not drawn.
  static let mostDrawn = ReadOptions.defaultPixelLimit

  /// Large sizes may overflow, so the product is never made first.
  var canBeDrawn: Bool { width > 0 && height > 0 && width <= Self.mostDrawn / height }
}
