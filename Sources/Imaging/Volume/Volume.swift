// Axes: x, y, z towards the patient's right, front and head (RAS).

/// A volume in memory: float32 voxels in RAS order, x fastest, then y, then z; geometry in millimetres.
public struct Volume: Sendable {
  /// Voxels along x, y, z.
  public let size: [Int]
  /// Millimetres between voxel centres along x, y, z.
  public let spacing: [Double]
  /// Place of voxel (0, 0, 0), RAS millimetres.
  public let origin: [Double]
  /// Row-major 3 x 3; column a is the direction of axis a in RAS.
  public let direction: [Double]
  /// `size[0] * size[1] * size[2]` values.
  public var voxels: [Float]

  public init(size: [Int], spacing: [Double], origin: [Double], direction: [Double], voxels: [Float]) {
    precondition(size.count == 3 && size.reduce(1, *) == voxels.count, "the voxels are not x * y * z")
    (self.size, self.spacing, self.origin) = (size, spacing, origin)
    (self.direction, self.voxels) = (direction, voxels)
  }

  public subscript(x: Int, y: Int, z: Int) -> Float { voxels[(z * size[1] + y) * size[0] + x] }

  /// Values between two quantiles become 0...1, others are cut; non-finite voxels become 0.
  ///
  /// Quantiles are taken over the finite voxels, interpolated between neighbours; a constant volume becomes 0.
  /// The defaults are the method's for MRI: 2.5 and 97.5 %.
  public func normalised(lower: Double = 0.025, upper: Double = 0.975) -> Volume {
    let sorted = voxels.filter(\.isFinite).sorted()
    var result = self
    guard !sorted.isEmpty else {
      result.voxels = [Float](repeating: 0, count: voxels.count)
      return result
    }
    let low = Self.quantile(lower, ofSorted: sorted)
    let scale = 1 / max(Self.quantile(upper, ofSorted: sorted) - low, .leastNormalMagnitude)
    result.voxels = voxels.map { $0.isFinite ? Float(min(max((Double($0) - low) * scale, 0), 1)) : 0 }
    return result
  }

  /// The `share` quantile, linear between neighbours.
  static func quantile(_ share: Double, ofSorted values: [Float]) -> Double {
    let place = share * Double(values.count - 1)
    let below = Int(place.rounded(.down))
    let above = min(below + 1, values.count - 1)
    return Double(values[below]) + (place - Double(below)) * (Double(values[above]) - Double(values[below]))
  }
}

extension Volume {
  /// The slice `index` along an axis as a gray RGB picture, `float32`, the values as they are.
  ///
  /// Seen as radiologists do: head or front up, the patient's right on the left; sagittal slices face left.
  /// - Throws: `ImageError` when the axis or the slice does not exist.
  public func slice(axis: Int, index: Int) throws -> Raster {
    let plane = try plane(axis: axis, index: index)
    let floats = plane.values.flatMap { [$0, $0, $0] }
    return Raster(height: plane.height, width: plane.width, floats: floats)
  }

  /// The slice `index` along an axis as labels, in the same view as `slice`.
  /// - Throws: `ImageError` when the slice does not exist or holds a value that is no whole number below 65535.
  public func labelSlice(axis: Int, index: Int) throws -> LabelMap {
    let plane = try plane(axis: axis, index: index)
    let labels = try plane.values.map { value -> UInt16 in
      guard value >= 0, value < 65535, value == value.rounded() else {
        throw ImageError("slice \(index) holds the value \(value); a label is a whole number from 0 to 65534")
      }
      return UInt16(value)
    }
    return LabelMap(height: plane.height, width: plane.width, values: labels)
  }

  /// Rows and columns run against the two other axes, so that up and left are head, front or right.
  private func plane(axis: Int, index: Int) throws -> (height: Int, width: Int, values: [Float]) {
    guard (0..<3).contains(axis) else { throw ImageError("there is no axis \(axis); 0, 1 and 2 are x, y and z") }
    guard (0..<size[axis]).contains(index) else {
      throw ImageError("there is no slice \(index) along axis \(axis), which has \(size[axis])")
    }
    let strides = [1, size[0], size[0] * size[1]]
    let (across, down) = axis == 0 ? (1, 2) : axis == 1 ? (0, 2) : (0, 1)
    let (height, width) = (size[down], size[across])
    let values = [Float](unsafeUninitializedCapacity: height * width) { buffer, filled in
      for row in 0..<height {
        let start = index * strides[axis] + (height - 1 - row) * strides[down]
        for column in 0..<width {
          buffer[row * width + column] = voxels[start + (width - 1 - column) * strides[across]]
        }
      }
      filled = height * width
    }
    return (height, width, values)
  }
}
