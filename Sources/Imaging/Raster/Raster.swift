// Axes: H height, W width, C channels.

/// The element type of a raster's pixels.
public enum PixelDepth: Sendable { case uint8, float32 }

/// An image in memory: interleaved `[H, W, C]`, rows packed, RGB order.
///
/// 8-bit images stay `uint8` in 0...255; 16-bit and float images are `float32`, in 0...1 once their value range is applied.
public struct Raster: Sendable {
  public let height: Int
  public let width: Int
  public let channels: Int
  public let depth: PixelDepth
  /// `height * width * channels` elements of `depth`, native byte order.
  public var bytes: [UInt8]
}

/// A label image: `[H, W]`, one class index (or instance number) a pixel.
public struct LabelMap: Sendable, Equatable {
  public let height: Int
  public let width: Int
  public var values: [UInt16]

  /// The value that losses and metrics leave out.
  public static let ignore: UInt16 = .max
}

/// A box in pixels of the upright image: corners `[x0, x1) x [y0, y1)`, class index of the task.
public struct LabelledBox: Sendable, Equatable {
  public var x0: Float
  public var y0: Float
  public var x1: Float
  public var y1: Float
  public var label: Int
}
