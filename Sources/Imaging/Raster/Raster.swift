// Axes: H height, W width, C channels.

/// The element type of a raster's pixels.
public enum PixelDepth: Sendable {
  /// Whole numbers, 0...255.
  case uint8
  /// Numbers of any size; of pictures 0...1.
  case float32

  /// Bytes of one element.
  public var byteCount: Int { self == .uint8 ? 1 : 4 }
}

/// An image in memory: interleaved `[H, W, C]`, rows packed, RGB order.
///
/// 8-bit images stay `uint8` in 0...255; 16-bit and float images are `float32`, in 0...1 once their value range is
/// applied.
public struct Raster: Sendable, Equatable {
  /// H, rows.
  public let height: Int
  /// W, columns.
  public let width: Int
  /// C, 3 for pictures that the readers give.
  public let channels: Int
  /// The element type of `bytes`.
  public let depth: PixelDepth
  /// `height * width * channels` elements of `depth`, native byte order.
  public var bytes: [UInt8]

  /// An image from its bytes, which must be `height * width * channels` elements of `depth`.
  public init(height: Int, width: Int, channels: Int = 3, depth: PixelDepth = .uint8, bytes: [UInt8]) {
    precondition(bytes.count == height * width * channels * depth.byteCount, "the bytes are not [H, W, C] of the depth")
    (self.height, self.width, self.channels, self.depth, self.bytes) = (height, width, channels, depth, bytes)
  }

  /// A black image.
  public init(height: Int, width: Int, channels: Int = 3, depth: PixelDepth = .uint8) {
    let count = height * width * channels * depth.byteCount
    self.init(
      height: height, width: width, channels: channels, depth: depth, bytes: [UInt8](repeating: 0, count: count))
  }

  /// A `float32` image from `[H, W, C]` values.
  public init(height: Int, width: Int, channels: Int = 3, floats: [Float]) {
    let bytes = floats.withUnsafeBytes { [UInt8]($0) }
    self.init(height: height, width: width, channels: channels, depth: .float32, bytes: bytes)
  }

  /// Elements, not bytes.
  public var elementCount: Int { height * width * channels }

  /// Bytes from one row to the next.
  public var rowBytes: Int { width * channels * depth.byteCount }

  /// All elements as floats in 0...1: `uint8` divided by 255, `float32` as they are.
  public var floats: [Float] {
    switch depth {
    case .uint8: bytes.map { Float($0) / 255 }
    case .float32: bytes.withUnsafeBytes { [Float]($0.bindMemory(to: Float.self)) }
    }
  }

  /// The image as `uint8`, rounded; itself when it is already.
  public var asBytes: Raster {
    guard depth == .float32 else { return self }
    let rounded = floats.map { UInt8(min(max($0 * 255, 0), 255).rounded()) }
    return Raster(height: height, width: width, channels: channels, bytes: rounded)
  }

  /// The image as `float32` in 0...1; itself when it is already.
  public var asFloats: Raster {
    depth == .float32 ? self : Raster(height: height, width: width, channels: channels, floats: floats)
  }

  /// One pixel's channels as floats in 0...1.
  public func pixel(row: Int, column: Int) -> [Float] {
    let first = (row * width + column) * channels
    return bytes.withUnsafeBytes { buffer in
      (first..<first + channels).map { index in
        depth == .uint8
          ? Float(buffer[index]) / 255 : buffer.loadUnaligned(fromByteOffset: index * 4, as: Float.self)
      }
    }
  }
}
