import CImaging

/// A file opened to be read as labels.
struct OpenedLabels: ~Copyable {
  private let file: OpenedFile

  /// - Throws: `ImageError` as `OpenedFile`.
  init(_ bytes: UnsafeBufferPointer<UInt8>, path: String, options: ReadOptions) throws {
    file = try OpenedFile(bytes, path: path, options: options.forLibrary(labels: true))
  }

  var header: CImagingHeader { file.header }

  func map() throws -> LabelMap {
    let count = file.elementCount
    let values = try [UInt16](unsafeUninitializedCapacity: count) { buffer, filled in
      _ = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
      filled = count
    }
    return LabelMap(height: Int(header.height), width: Int(header.width), values: values)
  }
}
