// Axes: x, y, z towards the patient's right, front and head (RAS).

/// A volume in memory: float32 voxels in RAS order, x fastest, then y, then z; geometry in millimetres.
public struct Volume: Sendable {
  /// Where the voxels lie; its axes run to right, front and head.
  public let geometry: Geometry
  /// The same places on the file's own axes: what a prediction is written back in.
  public let fileGeometry: Geometry
  /// `size[0] * size[1] * size[2]` values.
  public var voxels: [Float]

  /// - Parameter fileGeometry: the axes as stored; `geometry` where it was read from no file.
  public init(geometry: Geometry, fileGeometry: Geometry? = nil, voxels: [Float]) {
    precondition(geometry.size.reduce(1, *) == voxels.count, "the voxels are not x * y * z")
    (self.geometry, self.fileGeometry, self.voxels) = (geometry, fileGeometry ?? geometry, voxels)
  }

  public init(size: [Int], spacing: [Double], origin: [Double], direction: [Double], voxels: [Float]) {
    self.init(
      geometry: Geometry(size: size, spacing: spacing, origin: origin, direction: direction), voxels: voxels)
  }

  /// Voxels along x, y, z.
  public var size: [Int] { geometry.size }
  /// Millimetres between voxel centres along x, y, z.
  public var spacing: [Double] { geometry.spacing }
  /// Place of voxel (0, 0, 0), RAS millimetres.
  public var origin: [Double] { geometry.origin }
  /// Row-major 3 x 3; column a is the direction of axis a in RAS.
  public var direction: [Double] { geometry.direction }

  public subscript(x: Int, y: Int, z: Int) -> Float { voxels[(z * size[1] + y) * size[0] + x] }

  /// Requires that `labels` lie on this volume's grid.
  /// - Throws: `GeometryError` that names sizes or the distance, and how both files are oriented.
  public func requireSameGrid(as labels: Volume, tolerance: Double = Geometry.defaultTolerance) throws {
    try geometry.require(
      sameAs: labels.geometry, tolerance: tolerance,
      fileOrientations: (fileGeometry.orientation, labels.fileGeometry.orientation))
  }

  /// Values between two quantiles become 0...1, others are cut; non-finite voxels become 0.
  ///
  /// Quantiles are taken over the finite voxels, interpolated between neighbours as NumPy does; a constant volume
  /// becomes 0. The defaults are the method's for MRI: 2.5 and 97.5 %.
  public func normalised(lower: Double = 0.025, upper: Double = 0.975) -> Volume {
    var result = self
    guard let range = Quantiles.of(voxels, [lower, upper]) else {
      result.voxels = [Float](repeating: 0, count: voxels.count)
      return result
    }
    result.voxels = Self.stretched(voxels, low: range[0], extent: max(range[1] - range[0], .leastNormalMagnitude))
    return result
  }

  private static func stretched(_ voxels: [Float], low: Double, extent: Double) -> [Float] {
    // Where a float has too few digits or too small a range, the quotient is taken in double.
    let isOrdinary = abs(low) < 1e30 && extent < 1e30 && extent > abs(low) * 1e-3 && extent > 1e-30
    let (low32, extent32) = (Float(low), Float(extent))
    return [Float](unsafeUninitializedCapacity: voxels.count) { buffer, filled in
      voxels.withUnsafeBufferPointer { source in
        if isOrdinary {
          for index in 0..<source.count {
            let value = (source[index] - low32) / extent32
            // A comparison with NaN is false, and so is one of infinity minus itself.
            buffer[index] = source[index] - source[index] == 0 ? min(max(value, 0), 1) : 0
          }
        } else {
          for index in 0..<source.count {
            let value = (Double(source[index]) - low) / extent
            buffer[index] = source[index].isFinite ? Float(min(max(value, 0), 1)) : 0
          }
        }
      }
      filled = voxels.count
    }
  }
}
