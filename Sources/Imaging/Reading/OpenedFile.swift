import CImaging

/// One file opened by the library: its header is known, its pixels are read at most once.
struct OpenedFile: ~Copyable {
  let header: CImagingHeader
  let path: String
  private let table: CImagingTable
  private let handle: OpaquePointer

  /// - Parameter bytes: the file; must stay valid as long as this value.
  /// - Throws: `ImageError` naming `path` when the header is damaged, unsupported or above the limits.
  init(_ bytes: UnsafeBufferPointer<UInt8>, path: String, options: CImagingReadOptions) throws {
    let table = try ImagingDoor.shared()
    var options = options
    var found = CImagingHeader()
    var opened: OpaquePointer?
    // An empty buffer may have no address; the library never reads from it.
    let start = bytes.baseAddress ?? UnsafePointer(bitPattern: 1)
    guard let start else { throw ImageError("the file is empty (0 bytes)", path: path) }
    try table.image_open(start, bytes.count, &options, &opened, &found).check(path)
    guard let opened else { throw ImageError("cannot be opened", path: path) }
    self.table = table
    handle = opened
    header = found
    self.path = path
  }

  deinit { table.image_close(handle) }

  var notes: [String] { textOfTuple(header.notes).split(separator: "\n").map(String.init) }

  private var elementBytes: Int { header.depth == CIMAGING_UINT8 ? 1 : header.depth == CIMAGING_UINT16 ? 2 : 4 }

  /// Elements of all pixels.
  var elementCount: Int { Int(header.height) * Int(header.width) * Int(header.channels) }

  /// Fills the buffer, which has room for `elementCount` elements of the header's depth.
  /// - Returns: What only decoding shows.
  /// - Throws: `ImageError` naming the file where it is empty or damaged.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> [String] {
    guard let start = buffer.baseAddress else { throw ImageError("the picture is empty", path: path) }
    let status = table.image_read(handle, start, elementCount * elementBytes)
    try status.check(path)
    return textOfTuple(status.message).split(separator: "\n").map(String.init)
  }
}
