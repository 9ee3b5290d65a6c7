import NN
import Torch

/// An image encoder: a pyramid of maps, each with its stride and channels.
public protocol Encoder: Module {
  /// Of each map, in pixels of the input, fine to coarse.
  var strides: [Int] { get }
  /// Of each map.
  var channels: [Int] { get }

  /// - Parameter images: `[B, 3, H, W]`, 0...1, any H and W.
  /// - Returns: one map a stride, `[B, channels, ceil(H / stride), ceil(W / stride)]`, normalised.
  func callAsFunction(_ images: Tensor) throws -> [Tensor]
}

/// Height and width of an image or map.
public struct Extent: Hashable, Sendable {
  public var height: Int
  public var width: Int

  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// Each side divided by `divisor`, rounded up.
  public func dividedUp(by divisor: Int) -> Extent {
    Extent(height: (height + divisor - 1) / divisor, width: (width + divisor - 1) / divisor)
  }

  var shape: [Int] { [height, width] }
}

extension Tensor {
  /// The last two axes of an image batch `[B, C, H, W]`.
  public var extent: Extent {
    let shape = shape
    return Extent(height: shape[shape.count - 2], width: shape[shape.count - 1])
  }
}
