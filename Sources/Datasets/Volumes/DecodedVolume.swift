import Imaging

// Axes of a volume: 0, 1, 2 = x, y, z of the file (first NIfTI axis first); x changes fastest in memory.

/// Values on a grid as a reader gives them.
struct VolumeArray: Sendable {
  /// Voxels along axis 0, 1 and 2.
  let size: [Int]
  /// `size[0] * size[1] * size[2]` values, axis 0 fastest.
  let values: [Float]
}

/// A volume with intensities in 0...1 and its labels, before any slice is taken.
struct DecodedVolume: Sendable {
  let size: [Int]
  /// Axis 0 fastest.
  let intensities: [Float]
  /// Class indices or `LabelMap.ignore`, axis 0 fastest.
  let labels: [UInt16]?

  var byteCount: Int { intensities.count * 4 + (labels?.count ?? 0) * 2 }

  /// One plane as a picture: rows along the later of the other two axes, columns along the earlier.
  /// - Parameter neighbours: 0 gives three equal channels, 1 the plane before, the plane, and the plane after it (at the
  ///   ends the last one twice).
  func slice(_ selection: SliceSelection, neighbours: Int) -> DecodedSample {
    let (columns, rows) = Self.planeAxes(selection.axis)
    let offsets = neighbours == 0 ? [0, 0, 0] : [-1, 0, 1]
    let last = size[selection.axis] - 1
    let planes = offsets.map { offset in
      plane(intensities, axis: selection.axis, index: min(max(selection.index + offset, 0), last))
    }
    let floats = planes[0].indices.flatMap { [planes[0][$0], planes[1][$0], planes[2][$0]] }
    let mask = labels.map { labels in
      LabelMap(
        height: size[rows], width: size[columns],
        values: plane(labels, axis: selection.axis, index: selection.index))
    }
    return DecodedSample(
      image: Raster(height: size[rows], width: size[columns], floats: floats), mask: mask, boxes: [],
      sourceHeight: size[rows], sourceWidth: size[columns])
  }

  /// The axes that become columns and rows.
  static func planeAxes(_ axis: Int) -> (columns: Int, rows: Int) {
    switch axis {
    case 0: (1, 2)
    case 1: (0, 2)
    default: (0, 1)
    }
  }

  private func plane<Value>(_ values: [Value], axis: Int, index: Int) -> [Value] {
    let strides = [1, size[0], size[0] * size[1]]
    let (columns, rows) = Self.planeAxes(axis)
    let start = index * strides[axis]
    var plane: [Value] = []
    plane.reserveCapacity(size[rows] * size[columns])
    for row in 0..<size[rows] {
      let from = start + row * strides[rows]
      for column in 0..<size[columns] { plane.append(values[from + column * strides[columns]]) }
    }
    return plane
  }
}

/// How intensities of a volume come to 0...1.
enum VolumeScale {
  /// Quantiles for MRI, whose values have no unit (Methods, Figure 5).
  static let mriQuantiles = 0.025...0.975
  /// Above this count quantiles are taken from evenly spaced voxels.
  private static let quantileSample = 4_000_000

  /// The values that become 0 and 1: a given range, else quantiles, else minimum and maximum of the finite voxels.
  static func range(_ values: [Float], _ description: TaskDescription) -> ClosedRange<Float> {
    if let given = description.valueRange { return Float(given.lowerBound)...Float(given.upperBound) }
    let quantiles = description.quantiles ?? (description.modality == .mri ? mriQuantiles : 0...1)
    let step = max(1, values.count / quantileSample)
    let sorted = stride(from: 0, to: values.count, by: step).map { values[$0] }.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return 0...1 }
    return quantile(sorted, quantiles.lowerBound)...quantile(sorted, quantiles.upperBound)
  }

  /// Clipped to 0...1; voxels that are no number become 0, and so does everything where the range has no extent.
  static func scaled(_ values: [Float], _ range: ClosedRange<Float>) -> [Float] {
    let extent = range.upperBound - range.lowerBound
    guard extent > 0 else { return [Float](repeating: 0, count: values.count) }
    return values.map { value in
      value.isNaN ? 0 : min(max((value - range.lowerBound) / extent, 0), 1)
    }
  }

  /// Linear between the two nearest ranks.
  private static func quantile(_ sorted: [Float], _ share: Double) -> Float {
    let position = share * Double(sorted.count - 1)
    let lower = Int(position)
    let upper = min(lower + 1, sorted.count - 1)
    return sorted[lower] + (sorted[upper] - sorted[lower]) * Float(position - Double(lower))
  }
}
