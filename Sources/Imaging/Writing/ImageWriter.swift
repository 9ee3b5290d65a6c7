import CImaging
import Foundation

/// Writes pictures and masks; the same pixels give the same bytes.
///
/// A file that cannot be written throws the file system's error.
public enum ImageWriter {
  /// Writes an 8-bit RGB or gray PNG; `float32` is rounded to 8 bits.
  /// - Throws: `ImageError` naming the file when it cannot be encoded.
  public static func png(_ raster: Raster, to path: String) throws {
    try write(encode(raster.asBytes, CIMAGING_PNG, path), to: path)
  }

  /// An 8-bit RGB or gray JPEG in memory; `quality` 1...100.
  /// - Throws: `ImageError` when it cannot be encoded.
  public static func jpegData(_ raster: Raster, quality: Int = 90) throws -> Data {
    Data(try encode(raster.asBytes, CIMAGING_JPEG, "JPEG", quality: quality))
  }

  /// Writes a JPEG; `quality` 1...100.
  /// - Throws: `ImageError` naming the file when it cannot be encoded.
  public static func jpeg(_ raster: Raster, to path: String, quality: Int = 90) throws {
    try write(encode(raster.asBytes, CIMAGING_JPEG, path, quality: quality), to: path)
  }

  /// Writes a TIFF (LZW): `uint8` as 8 bits, `float32` as 32-bit floating point.
  /// - Throws: `ImageError` naming the file when it cannot be encoded.
  public static func tiff(_ raster: Raster, to path: String) throws {
    try write(encode(raster, CIMAGING_TIFF, path), to: path)
  }

  /// Writes a mask as gray PNG with its values: 8 bits where they fit, else 16.
  /// - Throws: `ImageError` naming the file when it cannot be encoded.
  public static func png(_ labels: LabelMap, to path: String) throws {
    try write(encode(labels, path), to: path)
  }

  /// Writes a mask of values below the palette's length as palette PNG, which viewers show in colour.
  /// - Throws: `ImageError` naming the file and a value that has no colour.
  public static func png(_ labels: LabelMap, palette: [Colour], to path: String) throws {
    let bytes = try labels.values.map { value -> UInt8 in
      guard Int(value) < palette.count, value < 256 else {
        throw ImageError("the mask holds \(value), the palette has \(palette.count) colours", path: path)
      }
      return UInt8(value)
    }
    let raster = Raster(height: labels.height, width: labels.width, channels: 1, bytes: bytes)
    try write(encode(raster, CIMAGING_PNG, path, palette: palette), to: path)
  }

  /// Writes 16-bit gray PNG values `[H, W]`.
  /// - Throws: `ImageError` naming the file when it cannot be encoded.
  public static func png16(_ values: [UInt16], height: Int, width: Int, to path: String) throws {
    try write(encode16(LabelMap(height: height, width: width, values: values), path), to: path)
  }

  private static func encode(_ labels: LabelMap, _ path: String) throws -> [UInt8] {
    guard labels.values.allSatisfy({ $0 < 256 }) else { return try encode16(labels, path) }
    let bytes = labels.values.map { UInt8(truncatingIfNeeded: $0) }
    return try encode(
      Raster(height: labels.height, width: labels.width, channels: 1, bytes: bytes), CIMAGING_PNG, path)
  }

  private static func encode16(_ labels: LabelMap, _ path: String) throws -> [UInt8] {
    var values = labels.values
    return try values.withUnsafeMutableBytes { buffer in
      let view = try view(buffer, labels.height, labels.width, 1, Int32(CIMAGING_UINT16), path)
      return try encode(view, CIMAGING_PNG, path, quality: 0, palette: [])
    }
  }

  private static func encode<Format: BinaryInteger>(
    _ raster: Raster, _ format: Format, _ path: String, quality: Int = 90, palette: [Colour] = []
  ) throws -> [UInt8] {
    var bytes = raster.bytes
    return try bytes.withUnsafeMutableBytes { buffer in
      let depth = raster.depth == .uint8 ? Int32(CIMAGING_UINT8) : Int32(CIMAGING_FLOAT32)
      let view = try view(buffer, raster.height, raster.width, raster.channels, depth, path)
      return try encode(view, format, path, quality: quality, palette: palette)
    }
  }

  private static func view(
    _ buffer: UnsafeMutableRawBufferPointer, _ height: Int, _ width: Int, _ channels: Int, _ depth: Int32,
    _ path: String
  ) throws -> CImagingView {
    guard let start = buffer.baseAddress, buffer.count > 0 else {
      throw ImageError("an empty picture cannot be written", path: path)
    }
    return CImagingView(
      pixels: start, height: Int32(height), width: Int32(width), channels: Int32(channels), depth: depth)
  }

  private static func encode<Format: BinaryInteger>(
    _ view: CImagingView, _ format: Format, _ path: String, quality: Int, palette: [Colour]
  ) throws -> [UInt8] {
    let table = try ImagingDoor.shared()
    let colours = palette.flatMap { [$0.red, $0.green, $0.blue] }
    var encoded: [UInt8] = []
    try colours.withUnsafeBufferPointer { colours in
      var options = CImagingWriteOptions(
        format: Int32(format), quality: Int32(clamping: min(max(quality, 1), 100)),
        palette: palette.isEmpty ? nil : colours.baseAddress, palette_count: Int32(palette.count))
      let status = withUnsafeMutablePointer(to: &encoded) { target in
        table.image_write(
          view, &options,
          { context, bytes, count in
            context.assumingMemoryBound(to: [UInt8].self).pointee.append(
              contentsOf: UnsafeBufferPointer(start: bytes, count: count))
          }, target)
      }
      try status.check(path)
    }
    return encoded
  }

  private static func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
  }
}
