/// How the axes of a file turn to right, front and head.
struct AxisTurn: Sendable, Equatable {
  /// For x, y, z the file axis nearest to it.
  let axes: [Int]
  /// Whether that axis runs the other way.
  let isReversed: [Bool]

  /// The best of the six assignments, so that oblique volumes give each axis once.
  /// - Parameter direction: row-major 3 x 3 in RAS.
  init(_ direction: [Double]) {
    let permutations = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    let fit = { (axes: [Int]) -> Double in
      abs(direction[axes[0]]) + abs(direction[3 + axes[1]]) + abs(direction[6 + axes[2]])
    }
    axes = permutations.max { fit($0) < fit($1) } ?? [0, 1, 2]
    isReversed = zip(0..<3, axes).map { (row: Int, axis: Int) -> Bool in direction[row * 3 + axis] < 0 }
  }

  /// The same places on axes that run to RAS.
  func turned(_ geometry: Geometry) -> Geometry {
    var start = [0.0, 0, 0]
    for (axis, reversed) in zip(axes, isReversed) where reversed { start[axis] = Double(geometry.size[axis] - 1) }
    let direction = (0..<9).map { (index: Int) -> Double in
      let value = geometry.direction[index / 3 * 3 + axes[index % 3]]
      return isReversed[index % 3] ? -value : value
    }
    return Geometry(
      size: axes.map { geometry.size[$0] }, spacing: axes.map { geometry.spacing[$0] },
      origin: geometry.place(ofVoxel: start), direction: direction)
  }

  /// Where the turned volume begins in the file's elements, and its steps along x, y, z.
  func walk(size: [Int], strides: [Int]) -> VoxelWalk {
    var start = 0
    for (axis, reversed) in zip(axes, isReversed) where reversed { start += (size[axis] - 1) * strides[axis] }
    return VoxelWalk(
      size: axes.map { size[$0] }, start: start,
      steps: zip(axes, isReversed).map { $1 ? -strides[$0] : strides[$0] })
  }
}

/// A way through stored elements: `start + x * steps[0] + y * steps[1] + z * steps[2]`.
struct VoxelWalk: Sendable, Equatable {
  let size: [Int]
  let start: Int
  let steps: [Int]
}
