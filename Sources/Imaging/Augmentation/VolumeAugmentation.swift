import Statistics

/// What happens to a volume once, when it is opened: a box is cut out, turned by quarter turns, and its contrast
/// changed.
///
/// Source: Methods, "Data augmentation", and Figure 5: three-dimensional augmentation at every opening, two-dimensional
/// augmentation at every slice. Quarter turns happen only in planes whose shorter edge is at least half the longer, so
/// that flat stacks are not stood on edge (the paper words it the other way round; this is what upstream does).
public struct VolumeAugmentation: Sendable, Equatable {
  /// First voxel of the box along x, y, z, before the turn.
  public let start: [Int]
  /// Voxels of the box along x, y, z, before the turn.
  public let size: [Int]
  /// The two axes of the plane and 1 to 3 quarter turns from the first towards the second; nil leaves the axes.
  public let turn: Turn?
  /// Factor on the distance from the mean.
  public let contrast: Double

  /// A rotation by quarter turns in the plane of two axes.
  public struct Turn: Sendable, Equatable {
    /// 0, 1 or 2 for x, y, z.
    public let first: Int
    /// Another axis than `first`.
    public let second: Int
    /// Quarter turns from the first axis towards the second, 1 to 3.
    public let quarters: Int
  }

  /// All numbers; without `turn` and `contrast` only the box is cut out.
  public init(start: [Int], size: [Int], turn: Turn? = nil, contrast: Double = 1) {
    (self.start, self.size, self.turn, self.contrast) = (start, size, turn, contrast)
  }

  private static let smallestBox = 0.7
  private static let contrasts = 0.8...1.2
  private static let flattestPlane = 0.5

  /// Draws what to do with a volume of a size.
  /// - Parameter kept: axes, 0 to 2 for x, y, z, along which it stays whole and as it lies.
  public static func draw(
    _ volumeSize: [Int], keeping kept: Set<Int> = [], _ random: inout SampleRandom
  ) -> VolumeAugmentation {
    var (start, size) = ([0, 0, 0], volumeSize)
    if random.chance(AugmentationTable.probability) {
      size = volumeSize.map { max(1, Int((Double($0) * random.uniform(in: smallestBox...1)).rounded())) }
      start = (0..<3).map { random.integer(in: 0..<volumeSize[$0] - size[$0] + 1) }
      for axis in kept { (start[axis], size[axis]) = (0, volumeSize[axis]) }
    }
    var turn: Turn?
    if random.chance(AugmentationTable.probability) {
      let planes = [(0, 1), (0, 2), (1, 2)].filter { a, b in
        let isFlat = Double(min(size[a], size[b])) < flattestPlane * Double(max(size[a], size[b]))
        return !isFlat && kept.isDisjoint(with: [a, b])
      }
      if !planes.isEmpty {
        let plane = planes[random.integer(in: 0..<planes.count)]
        turn = Turn(first: plane.0, second: plane.1, quarters: random.integer(in: 1..<4))
      }
    }
    let contrast = random.chance(AugmentationTable.probability) ? random.uniform(in: contrasts) : 1
    return VolumeAugmentation(start: start, size: size, turn: turn, contrast: contrast)
  }

  /// The changed intensities, cut to 0...1.
  public func image(_ volume: Volume) -> Volume {
    var result = moved(volume)
    guard contrast != 1, !result.voxels.isEmpty else { return result }
    let mean = Float(result.voxels.reduce(0.0) { $0 + Double($1) } / Double(result.voxels.count))
    let factor = Float(contrast)
    for index in result.voxels.indices {
      result.voxels[index] = min(max((result.voxels[index] - mean) * factor + mean, 0), 1)
    }
    return result
  }

  /// The same box and turn of labels.
  public func labels(_ volume: Volume) -> Volume { moved(volume) }

  private func moved(_ volume: Volume) -> Volume {
    let strides = [1, volume.size[0], volume.size[0] * volume.size[1]]
    var (newSize, steps) = (size, strides)
    var origin = zip(start, strides).reduce(0) { $0 + $1.0 * $1.1 }
    for _ in 0..<(turn?.quarters ?? 0) {
      guard let turn else { break }
      // A quarter turn: the new first axis runs along the old second one backwards.
      let (a, b) = (turn.first, turn.second)
      origin += (newSize[b] - 1) * steps[b]
      (steps[a], steps[b]) = (-steps[b], steps[a])
      newSize.swapAt(a, b)
    }
    if newSize == volume.size, steps == strides, origin == 0 { return volume }
    return volume.gathered(newSize, origin: origin, steps: steps)
  }
}

extension Volume {
  /// A volume whose voxel (x, y, z) is this one's `origin + x steps[0] + y steps[1] + z steps[2]`; without geometry.
  fileprivate func gathered(_ newSize: [Int], origin: Int, steps: [Int]) -> Volume {
    let count = newSize.reduce(1, *)
    let values = [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      voxels.withUnsafeBufferPointer { source in
        var target = 0
        for z in 0..<newSize[2] {
          for y in 0..<newSize[1] {
            var from = origin + z * steps[2] + y * steps[1]
            for _ in 0..<newSize[0] {
              buffer[target] = source[from]
              target += 1
              from += steps[0]
            }
          }
        }
      }
      filled = count
    }
    return Volume(
      size: newSize, spacing: spacing, origin: self.origin, direction: direction, voxels: values)
  }
}
