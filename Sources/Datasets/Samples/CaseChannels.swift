import Imaging

/// Several grey images of one case, such as the sequences of an examination, as the channels of one.
///
/// The encoder sees three channels: two images fill them as first, second, second.
enum CaseChannels {
  static let most = 3

  /// Which image fills a channel.
  static func image(of channel: Int, among count: Int) -> Int { min(channel, count - 1) }

  /// Pictures of one size as one.
  /// - Throws: `DataError` naming the file that has colours or another size than the first.
  static func merged(_ images: [DecodedImage], _ record: SampleRecord) throws -> Raster {
    let first = images[0].raster
    for (path, image) in zip(record.imagePaths, images) {
      guard (image.raster.height, image.raster.width) == (first.height, first.width) else {
        throw problem(
          path,
          "is \(image.raster.width) x \(image.raster.height) pixels, the first image of \"\(record.id)\" is "
            + "\(first.width) x \(first.height)", allowed: "images of one size")
      }
      guard image.raster.isGrey else {
        throw problem(path, "has colours, so it cannot be one channel of \"\(record.id)\"", allowed: "grey images")
      }
    }
    let isFloat = images.contains { $0.raster.depth == .float32 }
    let rasters = images.map { isFloat ? $0.raster.asFloats : $0.raster }
    let elementBytes = rasters[0].depth.byteCount
    var merged = rasters[0]
    for channel in 1..<most {
      let source = rasters[image(of: channel, among: rasters.count)].bytes
      for pixel in stride(from: 0, to: merged.bytes.count, by: most * elementBytes) {
        let place = pixel + channel * elementBytes
        for byte in place..<place + elementBytes { merged.bytes[byte] = source[byte] }
      }
    }
    return merged
  }

  /// What is wrong with the images of some records, before any is opened.
  static func findings(_ records: [SampleRecord], _ description: TaskDescription) -> [Finding] {
    records.filter { $0.imagePaths.count > 1 }.compactMap { record in
      if record.imagePaths.count > most {
        return Finding(
          .error, .annotation, at: record.place, "\"\(record.id)\" lists \(record.imagePaths.count) images of one case",
          allowed: "up to \(most), which become the channels",
          hint: "choose \(most), or give each a line of its own with the case as its group")
      }
      switch description.kind(of: record) {
      case .slide:
        return Finding(
          .error, .annotation, at: record.place, "\"\(record.id)\" lists several slides",
          allowed: "one slide a sample", hint: "give each slide a line of its own, with the case as its group")
      case .volume where description.sliceRule.neighbours > 0:
        return Finding(
          .error, .annotation, at: record.place,
          "\"\(record.id)\" lists several images, and slice.neighbours wants their channels too",
          hint: "set slice.neighbours to 0, or list one image a case")
      case .volume, .picture, .outlines: return nil
      }
    }
  }

  /// - Throws: `DataError` with what `findings` says about one record.
  static func require(_ record: SampleRecord, _ description: TaskDescription) throws {
    try findings([record], description).throwErrors()
  }

  private static func problem(_ path: String, _ found: String, allowed: String) -> DataError {
    DataError(.annotation, at: path, "it " + found, allowed: allowed)
  }
}

extension Raster {
  /// All channels of each pixel are equal.
  var isGrey: Bool {
    let size = depth.byteCount
    return bytes.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: channels * size).allSatisfy { pixel in
        (size..<channels * size).allSatisfy { bytes[pixel + $0] == bytes[pixel + $0 % size] }
      }
    }
  }
}
