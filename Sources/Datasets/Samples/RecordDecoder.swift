import Imaging

/// Reads the files of a record: images, mask with class indices, boxes. Nothing random, nothing resized.
struct RecordDecoder: Sendable {
  let description: TaskDescription

  /// - Parameter longestEdgeAtLeast: a JPEG may be decoded smaller as long as its longest edge keeps this many pixels.
  /// - Throws: `ImageError` or `DataError` naming the file.
  func decode(_ record: SampleRecord, longestEdgeAtLeast: Int? = nil) throws -> DecodedSample {
    try CaseChannels.require(record, description)
    let options = description.pictureOptions(
      longestEdgeAtLeast: Self.mayReduce(record) ? longestEdgeAtLeast : nil)
    let images = try record.imagePaths.map { try ImageReader.decode($0, options) }
    let image = images[0]
    let raster = images.count > 1 ? try CaseChannels.merged(images, record) : image.raster
    let mask = try record.maskPath.map { try self.mask($0) }
    if let mask, (mask.height, mask.width) != (image.sourceHeight, image.sourceWidth) {
      throw MaskProblem.size(
        record, maskHeight: mask.height, maskWidth: mask.width, height: image.sourceHeight, width: image.sourceWidth)
    }
    var boxes: [LabelledBox] = []
    if case .boxes(let listed) = record.annotation { boxes = listed }
    // An annotation file without sizes could not tell where the image ends.
    let cut = { (boxes: [LabelledBox]) in
      boxes.compactMap { $0.cut(height: image.sourceHeight, width: image.sourceWidth) }
    }
    let whole = DecodedSample(
      image: raster, mask: mask, boxes: cut(boxes), crowdBoxes: cut(record.crowdBoxes),
      sourceHeight: image.sourceHeight, sourceWidth: image.sourceWidth)
    return try record.region.map { try Self.part(whole, $0, record) } ?? whole
  }

  /// A region counts pixels of the whole, and of several files those that are no JPEG keep their size.
  private static func mayReduce(_ record: SampleRecord) -> Bool {
    record.region == nil && record.imagePaths.count == 1
  }

  private static func part(
    _ whole: DecodedSample, _ region: PixelRegion, _ record: SampleRecord
  ) throws -> DecodedSample {
    guard region.width <= whole.sourceWidth - region.x, region.height <= whole.sourceHeight - region.y else {
      throw DataError([
        RegionProblem.outside(record, region, width: whole.sourceWidth, height: whole.sourceHeight)
      ])
    }
    let part = whole.cropped(top: region.y, left: region.x, height: region.height, width: region.width)
    return DecodedSample(
      image: part.image, mask: part.mask, boxes: part.boxes, crowdBoxes: part.crowdBoxes, sourceHeight: region.height,
      sourceWidth: region.width)
  }

  /// A mask of class indices.
  /// - Throws: `DataError` with a map to paste when it holds values without a class.
  func mask(_ path: String) throws -> LabelMap {
    let stored = try ImageReader.readLabels(
      path, page: description.page, frame: description.frame, pixelLimit: description.pixels)
    return try description.classIndices(stored, at: path)
  }
}

extension LabelledBox {
  /// The part of the box that lies on an image, however small; nil where there is none.
  func cut(height: Int, width: Int) -> LabelledBox? {
    let (left, right) = (max(x0, 0), min(x1, Float(width)))
    let (top, bottom) = (max(y0, 0), min(y1, Float(height)))
    guard right > left, bottom > top else { return nil }
    return LabelledBox(x0: left, y0: top, x1: right, y1: bottom, label: label)
  }
}

extension TaskDescription {
  /// A mask of class indices from stored values.
  /// - Throws: `DataError` with a map to paste when it holds values without a class.
  func classIndices(_ stored: LabelMap, at path: String) throws -> LabelMap {
    let (mask, unknown) = maskValues.apply(stored)
    guard unknown.isEmpty else {
      throw DataError([MaskProblem.values(Array(Set(stored.values)).sorted(), at: path, self)])
    }
    return mask
  }
}
