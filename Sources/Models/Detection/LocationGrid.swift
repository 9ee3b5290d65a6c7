import Torch

/// The locations of all levels: one at the centre of every cell, fine to coarse, row-major.
public struct LocationGrid: Sendable, Equatable {
  /// Sizes of the levels' maps.
  public let levels: [Extent]

  public init(_ levels: [Extent]) { self.levels = levels }

  public var count: Int { levels.reduce(0) { $0 + $1.height * $1.width } }

  /// Where each location lies and what it is responsible for, in pixels.
  public struct Location: Sendable {
    public let x: Float
    public let y: Float
    public let stride: Float
    /// The longest distance to a side of boxes that this level regresses: `lower <= longest < upper`.
    public let range: Range<Float>
  }

  /// Distances that each level regresses (Tian et al. 2020).
  static let ranges: [Range<Float>] = [0..<64, 64..<128, 128..<256, 256..<512, 512..<Float.infinity]

  public func locations() -> [Location] {
    zip(levels.indices, levels).flatMap { i, level in
      let stride = Float(MultiScaleDecoder.strides[i])
      return (0..<level.height * level.width).map { cell in
        Location(
          x: (Float(cell % level.width) + 0.5) * stride, y: (Float(cell / level.width) + 0.5) * stride, stride: stride,
          range: Self.ranges[i])
      }
    }
  }
}
