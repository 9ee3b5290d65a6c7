import CImaging

extension ImageReader {
  /// The element type that `read` gives at most, from the header alone where the format allows it: of DICOM it may be
  /// `uint8` where this says `float32`.
  /// - Throws: `ImageError` as `read` does for what the header shows.
  public static func depth(of path: String, _ options: ReadOptions = ReadOptions()) throws -> PixelDepth {
    let head = try FileBytes.read(path, atMost: headerBytes)
    // Rescale and window give fractions.
    if DicomFile.claims(head) { return .float32 }
    let found = try header(path, head) { try OpenedPicture($0, path: path, options: options).header }
    return found.depth == CIMAGING_UINT8 ? .uint8 : .float32
  }
}
