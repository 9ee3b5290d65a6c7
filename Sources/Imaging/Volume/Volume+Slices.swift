// Axes: x, y, z towards the patient's right, front and head (RAS).

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
  /// - Throws: `ImageError` when the slice does not exist or holds a value that is no label (`LabelMap.label`).
  public func labelSlice(axis: Int, index: Int) throws -> LabelMap {
    let plane = try plane(axis: axis, index: index)
    let labels = try plane.values.map { value -> UInt16 in
      guard let label = LabelMap.label(value) else {
        throw ImageError(
          "slice \(index) holds the value \(value); a label is a whole number from 0 to 65535, so store one a class")
      }
      return label
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
