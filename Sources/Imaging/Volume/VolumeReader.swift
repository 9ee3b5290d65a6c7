import CImaging

/// Reads NIfTI volumes (`.nii`, `.nii.gz`, pairs) through ITK and turns their axes to RAS.
public enum VolumeReader {
  /// 512 million voxels, 2 GiB.
  public static let defaultVoxelLimit = 1 << 29

  /// Reads one volume; slope and intercept are applied.
  /// - Throws: `ImageError` naming the file: missing, no NIfTI, damaged, truncated, above the limit, several values a
  ///   voxel, or several volumes.
  public static func read(_ path: String, voxelLimit: Int = defaultVoxelLimit) throws -> Volume {
    let table = try ImagingDoor.shared()
    var header = CImagingVolumeHeader()
    var handle: OpaquePointer?
    try table.volume_open(path, Int64(voxelLimit), &handle, &header).check(path)
    guard let handle else { throw ImageError("cannot be opened", path: path) }
    defer { table.volume_close(handle) }
    let axes = FileAxes(header)
    let count = axes.size.reduce(1, *)
    let stored = try [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      guard let start = buffer.baseAddress, count > 0 else { throw ImageError("the volume is empty", path: path) }
      try table.volume_read(handle, start, count).check(path)
      filled = count
    }
    return axes.turned(stored)
  }
}

/// A file's axes as stored, and how they turn to RAS.
struct FileAxes {
  let size: [Int]
  let spacing: [Double]
  /// RAS millimetres.
  let origin: [Double]
  /// `direction[row][axis]` in RAS.
  let direction: [[Double]]

  init(_ header: CImagingVolumeHeader) {
    let values = withUnsafeBytes(of: header.direction) { [Double]($0.bindMemory(to: Double.self)) }
    size = [Int(header.size.0), Int(header.size.1), Int(header.size.2)]
    spacing = [header.spacing.0, header.spacing.1, header.spacing.2]
    // ITK speaks LPS: left and back are positive there.
    origin = [-header.origin.0, -header.origin.1, header.origin.2]
    direction = (0..<3).map { row in (0..<3).map { (row < 2 ? -1 : 1) * values[row * 3 + $0] } }
  }

  /// For x, y, z the file axis nearest to it, and whether that axis runs the other way.
  ///
  /// The best of the six assignments, so that oblique volumes give each axis once.
  var order: [(axis: Int, isReversed: Bool)] {
    let permutations = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    let fit = { (axes: [Int]) in (0..<3).reduce(0.0) { $0 + abs(direction[$1][axes[$1]]) } }
    let best = permutations.max { fit($0) < fit($1) } ?? [0, 1, 2]
    return (0..<3).map { (best[$0], direction[$0][best[$0]] < 0) }
  }

  /// The volume with axes towards right, front and head.
  func turned(_ stored: [Float]) -> Volume {
    let order = order
    let newSize = order.map { size[$0.axis] }
    let strides = [1, size[0], size[0] * size[1]]
    let steps = order.map { $0.isReversed ? -strides[$0.axis] : strides[$0.axis] }
    let start = order.reduce(0) { $0 + ($1.isReversed ? (size[$1.axis] - 1) * strides[$1.axis] : 0) }
    let isStored = steps == [1, newSize[0], newSize[0] * newSize[1]]
    let voxels = isStored ? stored : Self.gather(stored, newSize, start: start, steps: steps)
    return Volume(
      size: newSize, spacing: order.map { spacing[$0.axis] }, origin: newOrigin(order),
      direction: (0..<9).map { direction[$0 / 3][order[$0 % 3].axis] * (order[$0 % 3].isReversed ? -1 : 1) },
      voxels: voxels)
  }

  /// Place of the voxel that becomes (0, 0, 0): reversed axes begin at their other end.
  private func newOrigin(_ order: [(axis: Int, isReversed: Bool)]) -> [Double] {
    (0..<3).map { row in
      order.filter(\.isReversed).reduce(origin[row]) {
        $0 + direction[row][$1.axis] * spacing[$1.axis] * Double(size[$1.axis] - 1)
      }
    }
  }

  private static func gather(_ stored: [Float], _ size: [Int], start: Int, steps: [Int]) -> [Float] {
    [Float](unsafeUninitializedCapacity: stored.count) { buffer, filled in
      stored.withUnsafeBufferPointer { source in
        var target = 0
        for z in 0..<size[2] {
          for y in 0..<size[1] {
            var from = start + z * steps[2] + y * steps[1]
            for _ in 0..<size[0] {
              buffer[target] = source[from]
              target += 1
              from += steps[0]
            }
          }
        }
      }
      filled = stored.count
    }
  }
}
