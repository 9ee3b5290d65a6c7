import Imaging

/// Reads a record that is a volume: intensities in 0...1, labels on the same grid.
struct VolumeDecoder: Sendable {
  let description: TaskDescription

  static func isVolume(_ record: SampleRecord) -> Bool { record.imagePaths.contains(where: ImageFiles.isVolume) }

  /// Memory of the decoded record, told by its files' headers.
  /// - Throws: `ImageError` naming the file.
  func byteCount(_ record: SampleRecord) throws -> Int {
    try record.files.reduce(0) { $0 + (try VolumeReader.header($1).geometry.size.reduce(4, *)) }
  }

  /// - Throws: `ImageError` or `DataError` naming the file.
  func decode(_ record: SampleRecord) throws -> DecodedVolume {
    guard record.imagePaths.count == 1 else { throw RecordDecoder.severalImages(record) }
    let image = try VolumeReader.read(record.imagePaths[0]).volume
    return try volume(record, image: image, labels: record.maskPath.map { try VolumeReader.read($0).volume })
  }

  /// Puts image and labels together.
  func volume(_ record: SampleRecord, image: Volume, labels: Volume?) throws -> DecodedVolume {
    do {
      if let labels { try image.requireSameGrid(as: labels) }
    } catch {
      throw DataError(
        .geometry, at: record.maskPath ?? record.place,
        "the labels of \"\(record.id)\" do not lie on their volume: \(error)",
        hint: "export image and labels with the same geometry, or resample the labels onto the image")
    }
    return DecodedVolume(image: VolumeScale.scaled(image, description), labels: labels)
  }
}

/// Labels of a volume as whole numbers.
enum VolumeLabels {
  /// The values that occur, ascending.
  /// - Throws: `DataError` when a value is no whole number from 0 to 65534.
  static func values(_ labels: Volume, at path: String) throws -> [UInt16] {
    if let odd = labels.voxels.first(where: { !($0 >= 0 && $0 < 65_535 && $0 == $0.rounded()) }) {
      throw DataError(
        .maskValues, at: path, "the labels hold \(odd)", allowed: "whole numbers from 0 to 65534",
        hint: "this may be the image rather than its labels")
    }
    return Set(labels.voxels).sorted().map { UInt16($0) }
  }
}
