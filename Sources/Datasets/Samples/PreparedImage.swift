import Imaging

/// An image as the model sees it in evaluation: no randomness.
public struct PreparedImage: Sendable {
  /// Padded right and bottom to the size, or the image itself at full resolution.
  public let raster: Raster
  /// Rows of `raster` that are image.
  public let validHeight: Int
  /// Columns of `raster` that are image.
  public let validWidth: Int
  /// Rows of the file's picture, upright.
  public let originalHeight: Int
  /// Columns of the file's picture, upright.
  public let originalWidth: Int

  /// Pixels of `raster` for a pixel of the original, on its longer edge.
  public var scale: Float { Float(max(validHeight, validWidth)) / Float(max(originalHeight, originalWidth)) }

  /// Pixels of the original for a pixel of `raster`, along each axis.
  public var toOriginal: (x: Float, y: Float) {
    (Float(originalWidth) / Float(validWidth), Float(originalHeight) / Float(validHeight))
  }

  /// A box of `raster` in the original's pixels.
  public func original(_ box: LabelledBox) -> LabelledBox { box.scaled(x: toOriginal.x, y: toOriginal.y) }
}
