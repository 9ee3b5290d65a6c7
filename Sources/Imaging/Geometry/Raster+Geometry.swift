import CImaging

extension Raster {
  /// The image at another size.
  /// - Throws: `ImageError` for an empty image or target; `SharedLibraryError` when OpenCV is missing.
  public func resized(height newHeight: Int, width newWidth: Int, interpolation: Interpolation = .automatic) throws
    -> Raster
  {
    guard newHeight > 0, newWidth > 0 else { throw ImageError("cannot resize to \(newWidth) x \(newHeight) pixels") }
    if newHeight == height && newWidth == width { return self }
    let table = try ImagingDoor.shared()
    let mode = interpolation.resolved(from: (height, width), to: (newHeight, newWidth))
    return try Raster(uninitialisedHeight: newHeight, width: newWidth, channels: channels, depth: depth) { target in
      try withView { source in try table.resize(source, target, mode).check() }
    }
  }

  /// The image with its longest edge at `size`, aspect kept: the letterbox's first half.
  /// - Throws: `ImageError` for an empty image; `SharedLibraryError` when OpenCV is missing.
  public func resized(longestEdge size: Int, interpolation: Interpolation = .automatic) throws -> Raster {
    let fitted = Self.fittedSize(height: height, width: width, longestEdge: size)
    return try resized(height: fitted.height, width: fitted.width, interpolation: interpolation)
  }

  /// Size with the longest edge at `size`, the other rounded, at least 1.
  public static func fittedSize(height: Int, width: Int, longestEdge size: Int) -> (height: Int, width: Int) {
    let scale = Double(size) / Double(max(height, width, 1))
    let fit = { (edge: Int) in max(1, Int((Double(edge) * scale).rounded())) }
    return (fit(height), fit(width))
  }

  /// The image in the top-left corner of a black one of at least its size.
  public func padded(height newHeight: Int, width newWidth: Int) -> Raster {
    placed(height: max(newHeight, height), width: max(newWidth, width))
  }

  /// The window `[left, left + width) x [top, top + height)`; what lies outside the image is black.
  public func cropped(top: Int, left: Int, height newHeight: Int, width newWidth: Int) -> Raster {
    var result = Raster(height: max(newHeight, 0), width: max(newWidth, 0), channels: channels, depth: depth)
    let rows = max(0, top)..<max(max(0, top), min(height, top + newHeight))
    let columns = max(0, left)..<max(max(0, left), min(width, left + newWidth))
    let pixelBytes = channels * depth.byteCount
    guard !rows.isEmpty, !columns.isEmpty else { return result }
    bytes.withUnsafeBytes { source in
      result.bytes.withUnsafeMutableBytes { target in
        for row in rows {
          let from = (row * width + columns.lowerBound) * pixelBytes
          let to = ((row - top) * newWidth + columns.lowerBound - left) * pixelBytes
          target[to..<to + columns.count * pixelBytes].copyBytes(from: source[from..<from + columns.count * pixelBytes])
        }
      }
    }
    return result
  }

  private func placed(height newHeight: Int, width newWidth: Int) -> Raster {
    newHeight == height && newWidth == width
      ? self : cropped(top: 0, left: 0, height: newHeight, width: newWidth)
  }

  /// A new image whose memory `fill` writes completely.
  init(
    uninitialisedHeight height: Int, width: Int, channels: Int, depth: PixelDepth,
    fill: (CImagingView) throws -> Void
  ) throws {
    let count = height * width * channels * depth.byteCount
    let bytes = try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      guard let start = buffer.baseAddress, count > 0 else { throw ImageError("an empty picture cannot be made") }
      try fill(CImagingView(start, height: height, width: width, channels: channels, depth: depth))
      filled = count
    }
    self.init(height: height, width: width, channels: channels, depth: depth, bytes: bytes)
  }

  /// The image's memory for reading by the library.
  func withView<Result>(_ body: (CImagingView) throws -> Result) throws -> Result {
    try bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress, !buffer.isEmpty else { throw ImageError("the picture is empty") }
      let pixels = UnsafeMutableRawPointer(mutating: start)
      return try body(CImagingView(pixels, height: height, width: width, channels: channels, depth: depth))
    }
  }

  /// The image's memory for changing in place.
  mutating func withMutableView<Result>(_ body: (CImagingView) throws -> Result) throws -> Result {
    let (height, width, channels, depth) = (height, width, channels, depth)
    return try bytes.withUnsafeMutableBytes { buffer in
      guard let start = buffer.baseAddress, !buffer.isEmpty else { throw ImageError("the picture is empty") }
      return try body(CImagingView(start, height: height, width: width, channels: channels, depth: depth))
    }
  }
}

extension CImagingView {
  init(_ pixels: UnsafeMutableRawPointer, height: Int, width: Int, channels: Int, depth: PixelDepth) {
    self.init(
      pixels: pixels, height: Int32(height), width: Int32(width), channels: Int32(channels),
      depth: Int32(depth == .uint8 ? CIMAGING_UINT8 : CIMAGING_FLOAT32))
  }
}
