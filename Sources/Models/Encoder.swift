import NN
import Torch

/// An image encoder: a pyramid of maps, each with its stride and channels.
public protocol Encoder: Module {
  /// The stride of each map in pixels of the input, fine to coarse.
  var strides: [Int] { get }
  /// The channels of each map, fine to coarse.
  var channels: [Int] { get }
  /// The convolution that images enter by, with a bias.
  var stem: Convolution { get }

  /// The maps of a batch of images.
  /// - Parameter images: `[B, 3, H, W]`, 0...1, any H and W.
  /// - Returns: one map a stride, `[B, channels, ceil(H / stride), ceil(W / stride)]`.
  /// - Throws: `TorchError`.
  func callAsFunction(_ images: Tensor) throws -> Pyramid
}

/// An encoder's maps, fine to coarse. Each leaves through its norm when it is asked for: classification needs the
/// coarsest only, detection mostly all but the finest.
public struct Pyramid {
  private let levels: [() throws -> Tensor]

  /// Maps that are made when they are asked for, fine to coarse.
  public init(_ levels: [() throws -> Tensor]) { self.levels = levels }

  /// Maps that are ready.
  public init(_ maps: [Tensor]) { levels = maps.map { map in { map } } }

  /// Number of maps.
  public var count: Int { levels.count }

  /// The normalised map of a level, `[B, C, H, W]`; computed anew at each call.
  /// - Throws: `TorchError` of the level's norm.
  public func map(_ level: Int) throws -> Tensor { try levels[level]() }

  /// The coarsest map.
  /// - Throws: `TorchError` of its norm.
  public func last() throws -> Tensor { try map(count - 1) }
}

/// Height and width of an image or map.
public struct Extent: Hashable, Sendable {
  /// The number of rows: of pixels, or of cells of a map.
  public var height: Int
  /// The number of columns: of pixels, or of cells of a map.
  public var width: Int

  /// A size in pixels, or cells of a map.
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
