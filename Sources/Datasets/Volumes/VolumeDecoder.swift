import Imaging

/// Reads a record that is a volume: intensities in 0...1, labels as class indices, both on one grid.
struct VolumeDecoder: Sendable {
  let description: TaskDescription

  static func isVolume(_ record: SampleRecord) -> Bool {
    record.imagePaths.contains(where: ImageFiles.isVolume)
  }

  /// - Throws: an error that names the file.
  func decode(_ record: SampleRecord) throws -> DecodedVolume {
    try volume(record, image: VolumeFiles.read(record.imagePaths[0]), labels: record.maskPath.map(VolumeFiles.read))
  }

  /// Voxels of a record's image along its three axes.
  func size(_ record: SampleRecord) throws -> [Int] { try VolumeFiles.size(record.imagePaths[0]) }

  /// Puts image and labels together.
  func volume(_ record: SampleRecord, image: VolumeArray, labels: VolumeArray?) throws -> DecodedVolume {
    if let labels, labels.size != image.size {
      throw DataError(
        .maskSize, at: record.maskPath ?? record.place,
        "the labels of \"\(record.id)\" have \(labels.size) voxels, the volume has \(image.size)",
        allowed: "equal sizes")
    }
    let range = VolumeScale.range(image.values, description)
    return DecodedVolume(
      size: image.size, intensities: VolumeScale.scaled(image.values, range),
      labels: try labels.map { try classIndices($0, record) })
  }

  private func classIndices(_ labels: VolumeArray, _ record: SampleRecord) throws -> [UInt16] {
    let path = record.maskPath ?? record.place
    let stored = try VolumeLabels.stored(labels, at: path)
    let mask = LabelMap(height: 1, width: stored.count, values: stored)
    let (mapped, unknown) = description.maskValues.apply(mask)
    guard unknown.isEmpty else {
      throw DataError([MaskProblem.values(Array(Set(stored)).sorted(), at: path, description)])
    }
    return mapped.values
  }
}

/// Labels of a volume as whole numbers.
enum VolumeLabels {
  /// - Throws: `DataError` when a value is no whole number from 0 to 65534.
  static func stored(_ labels: VolumeArray, at path: String) throws -> [UInt16] {
    if let odd = labels.values.first(where: { $0 < 0 || $0 >= 65_535 || $0 != $0.rounded() }) {
      throw DataError(
        .maskValues, at: path, "the labels hold \(odd)", allowed: "whole numbers from 0 to 65534",
        hint: "this may be the image rather than its labels")
    }
    return labels.values.map { UInt16($0) }
  }
}
