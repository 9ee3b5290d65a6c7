// How the values of a volume come to 0...1; inverted ones (MONOCHROME1) are turned after that, once.

extension Volume {
  /// Values between two quantiles become 0...1, others are cut; non-finite voxels become 0.
  ///
  /// Quantiles are taken over the finite voxels, interpolated between neighbours as NumPy does; a constant volume
  /// becomes 0. The defaults are the method's for MRI: 2.5 and 97.5 %.
  public func normalised(lower: Double = 0.025, upper: Double = 0.975) -> Volume {
    guard let range = Quantiles.of(voxels, [lower, upper]) else {
      return scaled([Float](repeating: 0, count: voxels.count))
    }
    let extent = max(range[1] - range[0], .leastNormalMagnitude)
    // 1 - (v - low) / extent is (-v + high) / extent, and so exactly what the complement of the values gives.
    return scaled(
      isInverted
        ? Self.stretched(voxels, sign: -1, low: -range[1], extent: extent)
        : Self.stretched(voxels, sign: 1, low: range[0], extent: extent))
  }

  /// `low` becomes 0 and `high` 1, what lies outside is cut; what is no number or infinite becomes 0.
  public func scaled(low: Double, high: Double) -> Volume {
    let extent = max(high - low, .leastNormalMagnitude)
    return scaled(
      voxels.map { value in
        guard value.isFinite else { return 0 }
        let unit = min(max((Double(value) - low) / extent, 0), 1)
        return Float(isInverted ? 1 - unit : unit)
      })
  }

  private func scaled(_ voxels: [Float]) -> Volume {
    Volume(geometry: geometry, fileGeometry: fileGeometry, voxels: voxels)
  }

  /// `(sign * voxel - low) / extent`, cut to 0...1.
  private static func stretched(_ voxels: [Float], sign: Float, low: Double, extent: Double) -> [Float] {
    // Where a float has too few digits or too small a range, the quotient is taken in double.
    let isOrdinary = abs(low) < 1e30 && extent < 1e30 && extent > abs(low) * 1e-3 && extent > 1e-30
    let (low32, extent32) = (Float(low), Float(extent))
    return [Float](unsafeUninitializedCapacity: voxels.count) { buffer, filled in
      voxels.withUnsafeBufferPointer { source in
        if isOrdinary {
          for index in 0..<source.count {
            let value = (sign * source[index] - low32) / extent32
            // A comparison with NaN is false, and so is one of infinity minus itself.
            buffer[index] = source[index] - source[index] == 0 ? min(max(value, 0), 1) : 0
          }
        } else {
          for index in 0..<source.count {
            let value = (Double(sign * source[index]) - low) / extent
            buffer[index] = source[index].isFinite ? Float(min(max(value, 0), 1)) : 0
          }
        }
      }
      filled = voxels.count
    }
  }
}
