import CImaging

/// One file opened by the library: its header is known, its pixels are read at most once.
struct OpenedImage: ~Copyable {
  let header: CImagingHeader
  private let table: CImagingTable
  private let handle: OpaquePointer
  private let path: String

  /// - Parameter bytes: the file; must stay valid as long as this value.
  /// - Throws: `ImageError` naming `path` when the header is damaged, unsupported or above the limits.
  init(_ bytes: UnsafeBufferPointer<UInt8>, path: String, options: ReadOptions, labels: Bool) throws {
    let table = try ImagingDoor.shared()
    var cOptions = options.forLibrary(labels: labels)
    var found = CImagingHeader()
    var opened: OpaquePointer?
    // An empty buffer may have no address; the library never reads from it.
    let start = bytes.baseAddress ?? UnsafePointer(bitPattern: 1)
    guard let start else { throw ImageError("the file is empty (0 bytes)", path: path) }
    try table.image_open(start, bytes.count, &cOptions, &opened, &found).check(path)
    guard let opened else { throw ImageError("cannot be opened", path: path) }
    self.table = table
    handle = opened
    header = found
    self.path = path
  }

  deinit { table.image_close(handle) }

  var notes: [String] { textOfTuple(header.notes).split(separator: "\n").map(String.init) }

  /// The picture, and what only decoding shows.
  func pixels() throws -> (raster: Raster, notes: [String]) {
    let depth: PixelDepth = header.depth == CIMAGING_UINT8 ? .uint8 : .float32
    let (height, width, channels) = (Int(header.height), Int(header.width), Int(header.channels))
    let count = height * width * channels * depth.byteCount
    var notes: [String] = []
    let bytes = try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      notes = try read(into: UnsafeMutableRawBufferPointer(buffer))
      filled = count
    }
    let raster = Raster(height: height, width: width, channels: channels, depth: depth, bytes: bytes)
    return (raster, notes)
  }

  func labels() throws -> LabelMap {
    let (height, width) = (Int(header.height), Int(header.width))
    let values = try [UInt16](unsafeUninitializedCapacity: height * width) { buffer, filled in
      _ = try read(into: UnsafeMutableRawBufferPointer(buffer))
      filled = height * width
    }
    return LabelMap(height: height, width: width, values: values)
  }

  private func read(into buffer: UnsafeMutableRawBufferPointer) throws -> [String] {
    guard let start = buffer.baseAddress else { throw ImageError("the picture is empty", path: path) }
    let count = Int(header.height) * Int(header.width) * Int(header.channels) * elementBytes
    let status = table.image_read(handle, start, count)
    try status.check(path)
    return textOfTuple(status.message).split(separator: "\n").map(String.init)
  }

  private var elementBytes: Int {
    header.depth == CIMAGING_UINT8 ? 1 : header.depth == CIMAGING_UINT16 ? 2 : 4
  }
}
