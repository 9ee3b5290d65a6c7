import Imaging

/// A volume with intensities in 0...1 and its stored labels, before any slice is taken.
struct DecodedVolume: Sendable {
  /// One, or up to three on the same grid that become the channels.
  let images: [Volume]
  /// Stored values on the same grid; a slice turns them to classes.
  let labels: Volume?

  var size: [Int] { images[0].size }

  var byteCount: Int { (images + (labels.map { [$0] } ?? [])).reduce(0) { $0 + $1.voxels.count * 4 } }

  /// Images and labels after the same box and turn.
  func augmented(_ augmentation: VolumeAugmentation) -> DecodedVolume {
    DecodedVolume(images: images.map(augmentation.image), labels: labels.map(augmentation.labels))
  }

  /// One plane as a picture with its mask of class indices.
  ///
  /// The three channels are equal; with neighbours they are the plane before, the plane, and the plane after it, where
  /// at the ends the last one stands twice; of several images each gives one.
  /// - Throws: `DataError` naming `record` when the plane holds values without a class.
  func slice(
    _ selection: SliceSelection, _ record: SampleRecord, _ description: TaskDescription
  ) throws -> DecodedSample {
    let picture = try picture(selection, neighbours: description.sliceRule.neighbours)
    let mask = try labels.map { labels in
      let stored = try labels.labelSlice(axis: selection.axis, index: selection.index)
      return try description.classIndices(stored, at: record.maskPath ?? record.place)
    }
    return DecodedSample(
      image: picture, mask: mask, boxes: [], sourceHeight: picture.height, sourceWidth: picture.width)
  }

  private func picture(_ selection: SliceSelection, neighbours: Int) throws -> Raster {
    let plane = try images[0].slice(axis: selection.axis, index: selection.index)
    guard neighbours > 0 || images.count > 1 else { return plane }
    let last = size[selection.axis] - 1
    let channels = try (0..<CaseChannels.most).map { channel in
      let image = images[CaseChannels.image(of: channel, among: images.count)]
      let index = neighbours > 0 ? min(max(selection.index + channel - 1, 0), last) : selection.index
      return try image.slice(axis: selection.axis, index: index).floats
    }
    var floats = plane.floats
    for first in stride(from: 0, to: floats.count, by: channels.count) {
      for (channel, values) in channels.enumerated() { floats[first + channel] = values[first] }
    }
    return Raster(height: plane.height, width: plane.width, floats: floats)
  }
}
