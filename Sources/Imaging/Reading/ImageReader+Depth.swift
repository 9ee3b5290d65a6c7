import CImaging

extension ImageReader {
  /// The element type that `read` gives, from the header.
  /// - Throws: `ImageError` as `read` does for what the header shows.
  public static func depth(of path: String, _ options: ReadOptions = ReadOptions()) throws -> PixelDepth {
    let bytes = try FileBytes.read(path)
    // Rescale and window give fractions.
    if DicomFile.claims(bytes) { return .float32 }
    return try bytes.withUnsafeBufferPointer { buffer in
      let image = try OpenedImage(buffer, path: path, options: options, labels: false)
      return image.header.depth == CIMAGING_UINT8 ? .uint8 : .float32
    }
  }
}
