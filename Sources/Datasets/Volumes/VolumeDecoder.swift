import Imaging

/// Reads a record that is a volume: intensities in 0...1, labels on the same grid.
struct VolumeDecoder: Sendable {
  let description: TaskDescription

  /// While a volume is read, scaled and augmented, up to two more of it are in memory.
  static let copiesWhenOpened = 2

  /// True for volume formats and folders, and for DICOM files where the description asks for slices.
  static func isVolume(_ path: String, _ description: TaskDescription) -> Bool {
    if ImageFiles.isVolume(path) { return true }
    return description.slice != nil && ["dcm", "dicom"].contains(PathName.lowercasedExtension(path))
  }

  static func isVolume(_ record: SampleRecord, _ description: TaskDescription) -> Bool {
    record.imagePaths.contains { isVolume($0, description) }
  }

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

/// Files of one case that do not lie at the same place.
enum GridProblem {
  static func ofLabels(_ record: SampleRecord, _ reason: String) -> Finding {
    let place = record.maskPath ?? record.place
    return Finding(
      .error, .geometry, at: place, "the labels of \"\(record.id)\" do not lie on their volume: \(reason)",
      hint: "export image and labels with the same geometry, or resample the labels onto the image")
  }

  static func ofImages(_ record: SampleRecord, _ path: String, _ reason: String) -> Finding {
    Finding(
      .error, .geometry, at: path, "it does not lie on the first volume of \"\(record.id)\": \(reason)",
      hint: "resample it onto the first one, or list one volume a case")
  }
}

/// Labels of a volume as whole numbers.
enum VolumeLabels {
  /// The values that occur, ascending; what a scale or rounding has moved by up to 0.01 counts as the whole number.
  /// - Throws: `DataError` when a value is no whole number from 0 to 65535, or where none but small ones beside 0 are
  ///   there: rounding would take all of them for 0.
  static func values(_ labels: Volume, at path: String) throws -> [UInt16] {
    var isPresent = [Bool](repeating: false, count: Int(UInt16.max) + 1)
    for value in labels.voxels {
      guard let label = LabelMap.label(value) else { throw problem("the labels hold \(value)", at: path) }
      isPresent[Int(label)] = true
    }
    let found = isPresent.indices.filter { isPresent[$0] }.map { UInt16($0) }
    if found == [0], let most = labels.voxels.max(by: { abs($0) < abs($1) }), abs(most) > mostRounded {
      throw problem("the labels hold \(most), and no value that stands for a label above 0", at: path)
    }
    return found
  }

  /// What a float's rounding leaves of 0.
  private static let mostRounded: Float = 1e-6

  private static func problem(_ found: String, at path: String) -> DataError {
    DataError(
      .maskValues, at: path, found, allowed: "whole numbers from 0 to 65535, give or take \(LabelMap.tolerance)",
      hint: "this may be the image rather than its labels; store one whole number a class, 0, 1 and so on, or name "
        + "others with values: in the task description")
  }
}
