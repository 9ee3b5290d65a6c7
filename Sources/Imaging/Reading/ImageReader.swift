import CImaging

/// A decoded picture with what was changed on the way.
public struct DecodedImage: Sendable {
  /// `[H, W, 3]` RGB, upright.
  public let raster: Raster
  /// Sentences for the log: dropped transparency, applied orientation, pages left out.
  public let notes: [String]
  /// Rows of the file's own picture, upright; more than those of `raster` when the decoder reduced it.
  public let sourceHeight: Int
  /// Columns of the file's own picture, upright; more than those of `raster` when the decoder reduced it.
  public let sourceWidth: Int
}

/// Reads PNG, JPEG, TIFF, BMP, GIF and single DICOM images. The format is told by the first bytes, never by the name.
public enum ImageReader {
  /// Reads a picture as RGB, upright, `uint8` or `float32` in 0...1.
  ///
  /// 8 bits stay bytes; 16 bits are divided by 65535, other widths by their full scale, unless `valueRange` is given;
  /// transparency is dropped, CMYK converted, EXIF orientation applied.
  /// - Throws: `ImageError` naming the file: missing, empty, unknown format, damaged, truncated, above the pixel limit,
  ///   or floating-point values without `valueRange`.
  public static func read(_ path: String, _ options: ReadOptions = ReadOptions()) throws -> (
    raster: Raster, notes: [String]
  ) {
    let image = try decode(path, options)
    return (image.raster, image.notes)
  }

  /// `read` with the source's size beside it, for boxes when `longestEdgeAtLeast` lets the decoder reduce the picture.
  /// - Throws: `ImageError` as `read`.
  public static func decode(_ path: String, _ options: ReadOptions = ReadOptions()) throws -> DecodedImage {
    try decode(FileBytes.read(path), name: path, options)
  }

  /// Decodes a file that is in memory; `name` stands in errors.
  /// - Throws: `ImageError` as `read`, but for missing files.
  public static func decode(_ bytes: [UInt8], name: String, _ options: ReadOptions = ReadOptions()) throws
    -> DecodedImage
  {
    if DicomFile.claims(bytes) { return try dicom(bytes, name, options) }
    return try bytes.withUnsafeBufferPointer { buffer in
      let image = try OpenedPicture(buffer, path: name, options: options)
      let (raster, notes) = try image.raster()
      return DecodedImage(
        raster: raster, notes: image.notes + notes, sourceHeight: Int(image.header.source_height),
        sourceWidth: Int(image.header.source_width))
    }
  }

  private static func dicom(_ bytes: [UInt8], _ name: String, _ options: ReadOptions) throws -> DecodedImage {
    try ImageError.naming(name) {
      var picture = try DicomPicture(DicomFile(bytes, name: name), options.forDicom)
      let raster = try picture.raster()
      return DecodedImage(
        raster: raster, notes: picture.notes, sourceHeight: picture.height, sourceWidth: picture.width)
    }
  }

  /// Reads a mask: stored values or palette indices, never luminance; upright like its image. Of one bit a pixel, 1 is
  /// white, also where the file has 0 for white.
  /// - Parameters:
  ///   - page: of a multi-page TIFF, and of DICOM the frame where `frame` names none, from 0.
  ///   - frame: of a DICOM file, from 0.
  ///   - pixelLimit: pictures with more pixels are refused before memory is taken.
  /// - Throws: `ImageError` naming the file, also for colour pictures and for values that are no whole number up to
  ///   65535.
  public static func readLabels(
    _ path: String, page: Int = 0, frame: Int? = nil, pixelLimit: Int = ReadOptions.defaultPixelLimit
  ) throws -> LabelMap {
    try labels(FileBytes.read(path), name: path, page: page, frame: frame, pixelLimit: pixelLimit)
  }

  /// `readLabels` for a file that is in memory; `name` stands in errors.
  /// - Throws: `ImageError` as `readLabels`, but for missing files.
  public static func labels(
    _ bytes: [UInt8], name: String, page: Int = 0, frame: Int? = nil, pixelLimit: Int = ReadOptions.defaultPixelLimit
  ) throws -> LabelMap {
    let options = ReadOptions(page: page, frame: frame, pixelLimit: pixelLimit)
    if DicomFile.claims(bytes) {
      return try ImageError.naming(name) { try DicomPicture(DicomFile(bytes, name: name), options.forDicom).labels() }
    }
    return try bytes.withUnsafeBufferPointer { buffer in
      try OpenedLabels(buffer, path: name, options: options).map()
    }
  }

  /// The upright size, from the header alone where the format allows it.
  /// - Throws: `ImageError` as `read` does for what the header shows.
  public static func size(of path: String, page: Int = 0, pixelLimit: Int = ReadOptions.defaultPixelLimit) throws -> (
    height: Int, width: Int
  ) {
    let head = try FileBytes.read(path, atMost: headerBytes)
    if DicomFile.claims(head) {
      let layout = try ImageError.naming(path) { try DicomLayout(DicomFile.header(path)) }
      return (layout.rows, layout.columns)
    }
    let options = ReadOptions(page: page, pixelLimit: pixelLimit)
    let found = try header(path, head) { try OpenedLabels($0, path: path, options: options).header }
    return (Int(found.source_height), Int(found.source_width))
  }

  /// Holds the header of most pictures.
  static let headerBytes = 64 << 10

  /// What the library says of a picture before decoding it.
  /// - Parameters:
  ///   - head: the file's first `headerBytes`.
  ///   - open: what it says of a file's bytes.
  static func header(
    _ path: String, _ head: [UInt8], _ open: (UnsafeBufferPointer<UInt8>) throws -> CImagingHeader
  ) throws -> CImagingHeader {
    let start = head.count < headerBytes ? head : try PngChunks.header(path, head: head)
    if let found = try? start.withUnsafeBufferPointer(open) { return found }
    // The header may be longer, or the TIFF directory at the end.
    return try FileBytes.read(path).withUnsafeBufferPointer(open)
  }
}
