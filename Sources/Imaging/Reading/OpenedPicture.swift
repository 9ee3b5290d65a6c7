import CImaging

/// A file opened to be read as RGB.
struct OpenedPicture: ~Copyable {
  private let file: OpenedFile

  /// - Throws: `ImageError` as `OpenedFile`, also for values that need a range and have none.
  init(_ bytes: UnsafeBufferPointer<UInt8>, path: String, options: ReadOptions) throws {
    file = try OpenedFile(bytes, path: path, options: options.forLibrary(labels: false))
  }

  var header: CImagingHeader { file.header }
  var notes: [String] { file.notes }
  var depth: PixelDepth { header.depth == CIMAGING_UINT8 ? .uint8 : .float32 }

  /// The picture, and what only decoding shows.
  func raster() throws -> (raster: Raster, notes: [String]) {
    let count = file.elementCount * depth.byteCount
    var notes: [String] = []
    let bytes = try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      notes = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
      filled = count
    }
    let raster = Raster(
      height: Int(header.height), width: Int(header.width), channels: Int(header.channels), depth: depth, bytes: bytes)
    return (raster, notes)
  }
}
