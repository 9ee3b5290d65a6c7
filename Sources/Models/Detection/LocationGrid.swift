import Torch

/// The locations of all levels: one at the centre of every cell, fine to coarse, row-major.
public struct LocationGrid: Sendable, Equatable {
  /// The levels, whose strides the maps have.
  public let levels: DetectionLevels
  /// The size of each level's map in cells.
  public let maps: [Extent]

  /// The grid of maps of these sizes.
  /// - Precondition: one map a level.
  public init(_ maps: [Extent], levels: DetectionLevels) {
    precondition(maps.count == levels.count, "\(levels.count) levels need a map each, not \(maps.count)")
    self.levels = levels
    self.maps = maps
  }

  /// L, the locations of all levels.
  public var count: Int { maps.reduce(0) { $0 + $1.height * $1.width } }

  /// Where each location lies and what it is responsible for, in pixels.
  public struct Location: Sendable {
    /// The column of the cell's centre, in pixels of the input.
    public let x: Float
    /// The row of the cell's centre, in pixels of the input.
    public let y: Float
    /// The level's stride, in pixels.
    public let stride: Float
    /// The longest distance to a side, in pixels, of boxes that this level regresses: `lower <= longest < upper`.
    public let range: Range<Float>

    /// Whether it lies beyond an image's valid part: neither positive nor negative in training, and no place where a
    /// box is found.
    ///
    /// Coarse maps reach over the edge of an image without padding too, where its size is no multiple of the stride.
    /// - Parameter size: that of the valid part, which starts at the top left.
    func isOutside(_ size: Extent) -> Bool { y >= Float(size.height) || x >= Float(size.width) }
  }

  /// All locations, in the order of a head's output.
  public func locations() -> [Location] {
    let (strides, ranges) = (levels.strides, levels.ranges)
    return maps.enumerated().flatMap { i, map in
      let stride = Float(strides[i])
      return (0..<map.height * map.width).map { cell in
        Location(
          x: (Float(cell % map.width) + 0.5) * stride, y: (Float(cell / map.width) + 0.5) * stride, stride: stride,
          range: ranges[i])
      }
    }
  }
}
