import Imaging

/// Writes drawn planes in real file formats; the format follows the file name's ending.
enum PictureFile {
  /// Writes one plane in `0...1` as 16-bit gray PNG, as film scanners do.
  /// - Throws: the writer's error, which names the file.
  static func writeGray16(_ plane: Canvas, to path: String) throws {
    let values = plane.values.map { UInt16((min(max($0, 0), 1) * 65535).rounded()) }
    try ImageWriter.png16(values, height: plane.size, width: plane.size, to: path)
  }

  /// Writes one plane in `0...1` as 8-bit gray PNG.
  /// - Throws: the writer's error, which names the file.
  static func writeGray8(_ plane: Canvas, to path: String) throws {
    let bytes = plane.values.map(byte)
    try ImageWriter.png(Raster(height: plane.size, width: plane.size, channels: 1, bytes: bytes), to: path)
  }

  /// Writes red, green and blue planes in `0...1` as JPEG.
  /// - Throws: the writer's error, which names the file.
  static func writeJPEG(_ planes: [Canvas], to path: String) throws {
    try ImageWriter.jpeg(raster(planes), to: path, quality: jpegQuality)
  }

  /// Writes red, green and blue planes in `0...1` as 8-bit TIFF.
  /// - Throws: the writer's error, which names the file.
  static func writeTIFF(_ planes: [Canvas], to path: String) throws {
    try ImageWriter.tiff(raster(planes), to: path)
  }

  /// Writes a mask `[H, W]` as gray PNG that holds the values themselves.
  /// - Throws: the writer's error, which names the file.
  static func writeMask(_ values: [UInt16], size: Int, to path: String) throws {
    try ImageWriter.png(LabelMap(height: size, width: size, values: values), to: path)
  }

  private static let jpegQuality = 92

  private static func raster(_ planes: [Canvas]) -> Raster {
    let size = planes[0].size
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size * size * planes.count)
    for index in 0..<size * size {
      for plane in planes { bytes.append(byte(plane.values[index])) }
    }
    return Raster(height: size, width: size, channels: planes.count, bytes: bytes)
  }

  private static func byte(_ value: Float) -> UInt8 { UInt8((min(max(value, 0), 1) * 255).rounded()) }
}
