import Imaging

/// A volume with intensities in 0...1 and its stored labels, before any slice is taken.
struct DecodedVolume: Sendable {
  let image: Volume
  /// Stored values on the same grid; a slice turns them to classes.
  let labels: Volume?

  var size: [Int] { image.size }

  var byteCount: Int { (image.voxels.count + (labels?.voxels.count ?? 0)) * 4 }

  /// Image and labels after the same box and turn.
  func augmented(_ augmentation: VolumeAugmentation) -> DecodedVolume {
    DecodedVolume(image: augmentation.image(image), labels: labels.map(augmentation.labels))
  }

  /// One plane as a picture with its mask of class indices.
  ///
  /// Without neighbours the three channels are equal, with one they are the plane before, the plane, and the plane after
  /// it; at the ends the last one stands twice.
  /// - Throws: `DataError` naming `record` when the plane holds values without a class.
  func slice(
    _ selection: SliceSelection, _ record: SampleRecord, _ description: TaskDescription
  ) throws -> DecodedSample {
    let picture = try picture(selection, neighbours: description.slice.neighbours)
    let mask = try labels.map { labels in
      let stored = try labels.labelSlice(axis: selection.axis, index: selection.index)
      return try description.classIndices(stored, at: record.maskPath ?? record.place)
    }
    return DecodedSample(
      image: picture, mask: mask, boxes: [], sourceHeight: picture.height, sourceWidth: picture.width)
  }

  private func picture(_ selection: SliceSelection, neighbours: Int) throws -> Raster {
    let plane = try image.slice(axis: selection.axis, index: selection.index)
    guard neighbours > 0 else { return plane }
    let last = size[selection.axis] - 1
    let before = try image.slice(axis: selection.axis, index: max(0, selection.index - 1)).floats
    let after = try image.slice(axis: selection.axis, index: min(last, selection.index + 1)).floats
    var floats = plane.floats
    for first in stride(from: 0, to: floats.count, by: 3) {
      (floats[first], floats[first + 2]) = (before[first], after[first])
    }
    return Raster(height: plane.height, width: plane.width, floats: floats)
  }
}

/// How intensities of a volume come to 0...1.
enum VolumeScale {
  /// Quantiles for MRI, whose values have no unit (Methods, Figure 5).
  static let mriQuantiles = 0.025...0.975

  /// By the given range, else by quantiles, else from minimum to maximum; what is no number becomes 0.
  static func scaled(_ volume: Volume, _ description: TaskDescription) -> Volume {
    if let range = description.valueRange { return scaled(volume, range) }
    let quantiles = description.quantiles ?? (description.modality == .mri ? mriQuantiles : 0...1)
    return volume.normalised(lower: quantiles.lowerBound, upper: quantiles.upperBound)
  }

  private static func scaled(_ volume: Volume, _ range: ClosedRange<Double>) -> Volume {
    let extent = range.upperBound - range.lowerBound
    var result = volume
    result.voxels = volume.voxels.map { value in
      value.isNaN ? 0 : Float(min(max((Double(value) - range.lowerBound) / extent, 0), 1))
    }
    return result
  }
}
