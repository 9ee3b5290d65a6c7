import Imaging

/// Reads a record that is a volume: intensities in 0...1, labels on the same grid.
struct VolumeDecoder: Sendable {
  let description: TaskDescription

  /// While a volume is read, scaled and augmented, up to two more of it are in memory.
  static let copiesWhenOpened = 2

  /// Memory of the decoded record, told by its images' headers.
  /// - Throws: `ImageError` naming the file.
  func byteCount(_ record: SampleRecord) throws -> Int {
    let images = try record.imagePaths.map { path -> Int in
      try VolumeReader.header(path, description.volumeOptions(record.overrides)).geometry.size.reduce(4, *)
    }
    // Labels lie on the first image's grid.
    return images.reduce(record.maskPath == nil ? 0 : images[0], +)
  }

  /// Lengths of the decoded record's axes, told by its first image's header.
  /// - Throws: `ImageError` naming the file.
  func size(_ record: SampleRecord) throws -> [Int] {
    try VolumeReader.header(record.imagePaths[0], description.volumeOptions(record.overrides)).geometry.size
  }

  /// - Throws: `ImageError` or `DataError` naming the file.
  func decode(_ record: SampleRecord) throws -> DecodedVolume {
    try CaseChannels.require(record, description)
    let images = try record.imagePaths.map {
      try VolumeReader.read($0, description.volumeOptions(record.overrides)).volume
    }
    let labels = try record.maskPath.map {
      try VolumeReader.read($0, description.labelOptions(on: images[0].grid)).volume
    }
    return try volume(record, images: images, labels: labels)
  }

  /// Puts images and labels together.
  func volume(_ record: SampleRecord, images: [Volume], labels: Volume?) throws -> DecodedVolume {
    for (path, image) in zip(record.imagePaths, images).dropFirst() {
      do {
        try images[0].requireSameGrid(as: image)
      } catch {
        throw DataError([GridProblem.ofImages(record, path, "\(error)")])
      }
    }
    if let labels,
      let problem = MaskProblem.frames(record, labels.frameCount, of: images[0].frameCount, description)
    {
      throw DataError([problem])
    }
    do {
      if let labels { try images[0].requireSameGrid(as: labels) }
    } catch {
      throw DataError([GridProblem.ofLabels(record, "\(error)")])
    }
    if let labels { _ = try VolumeLabels.values(labels, at: record.maskPath ?? record.place) }
    return DecodedVolume(images: images.map { VolumeScale.scaled($0, description) }, labels: labels)
  }
}

extension TaskDescription {
  /// How the labels of an image are read: planes of a DICOM segmentation are put onto the image's.
  /// - Parameter grid: the image's; nil where it is not known.
  func labelOptions(on grid: ImageGrid?) -> VolumeReadOptions {
    var options = labelOptions
    options.grid = grid
    return options
  }
}
