import Foundation

@testable import Imaging

/// Tiny files of formats that the writer does not make, built byte by byte.
enum SmallFiles {
  /// An 8-bit BMP with a palette whose entry `i` is `(i, 2 i, 255 - i)`; rows bottom-up.
  static func bmp8(_ rows: [[UInt8]], runLength: Bool = false) -> [UInt8] {
    let palette = (0..<256).flatMap { (i: Int) -> [UInt8] in
      [UInt8(255 - i), UInt8(truncatingIfNeeded: 2 * i), UInt8(i), 0]
    }
    let pixels = runLength ? runs(rows) : rows.reversed().flatMap { padded($0) }
    return bmpHeader(
      height: rows.count, width: rows[0].count, bits: 8, compression: runLength ? 1 : 0, palette: 1024, pixels.count)
      + palette + pixels
  }

  /// A 24-bit BMP of RGB rows.
  static func bmp24(_ rows: [[(UInt8, UInt8, UInt8)]]) -> [UInt8] {
    let pixels = rows.reversed().flatMap { row in padded(row.flatMap { [$0.2, $0.1, $0.0] }) }
    return bmpHeader(height: rows.count, width: rows[0].count, bits: 24, compression: 0, palette: 0, pixels.count)
      + pixels
  }

  /// A 1-bit BMP, black and white.
  static func bmp1(_ rows: [[UInt8]]) -> [UInt8] {
    let pixels = rows.reversed().flatMap { row in
      padded(
        stride(from: 0, to: row.count, by: 8).map { start in
          (0..<8).reduce(UInt8(0)) { $0 << 1 | (start + $1 < row.count ? row[start + $1] : 0) }
        })
    }
    return bmpHeader(height: rows.count, width: rows[0].count, bits: 1, compression: 0, palette: 8, pixels.count)
      + [0, 0, 0, 0, 255, 255, 255, 0] + pixels
  }

  /// A GIF of palette indices below 128; the palette's entry `i` is `(i, 0, 255 - i)`.
  static func gif(_ rows: [[UInt8]], interlaced: Bool = false) -> [UInt8] {
    let (height, width) = (rows.count, rows[0].count)
    let palette = (0..<128).flatMap { (i: Int) -> [UInt8] in [UInt8(i), 0, UInt8(255 - i)] }
    let passes = interlaced ? [(0, 8), (4, 8), (2, 4), (1, 2)] : [(0, 1)]
    let order = passes.flatMap { Array(stride(from: $0.0, to: height, by: $0.1)) }
    let data = uncompressedCodes(order.flatMap { rows[$0] })
    var bytes: [UInt8] = Array("GIF89a".utf8)
    bytes += short(width) + short(height)
    bytes += [0xF6, 0, 0]
    bytes += palette
    bytes += [0x2C, 0, 0, 0, 0]
    bytes += short(width) + short(height)
    bytes += [interlaced ? 0x40 : 0, 7]
    for start in stride(from: 0, to: data.count, by: 255) {
      let block = data[start..<min(start + 255, data.count)]
      bytes.append(UInt8(block.count))
      bytes += block
    }
    return bytes + [0, 0x3B]
  }

  /// A TIFF of one strip, its entries being tag, type (3 short, 4 long) and value.
  static func tiff(_ more: [(Int, Int, Int)], pixels: [UInt8], height: Int = 1, samples: Int = 1) -> [UInt8] {
    let own = [(257, 4, height), (273, 4, 8), (277, 3, samples), (278, 4, height), (279, 4, pixels.count)]
    return tiff((own + more).map { ($0.0, $0.1, 1, $0.2) }, behind: pixels)
  }

  /// A TIFF of bytes from 8 on and a directory behind them: tag, type, count, and value or place.
  static func tiff(_ entries: [(Int, Int, Int, Int)], behind bytes: [UInt8]) -> [UInt8] {
    var file: [UInt8] = Array("II".utf8) + short(42) + long(8 + bytes.count) + bytes + short(entries.count)
    for (tag, type, count, value) in entries.sorted(by: { $0.0 < $1.0 }) {
      file += short(tag) + short(type) + long(count) + long(value)
    }
    return file + long(0)
  }

  /// 8-bit codes with a clear code so often that the code size never grows.
  private static func uncompressedCodes(_ indices: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    var (buffer, bits) = (0, 0)
    func put(_ code: Int) {
      buffer |= code << bits
      bits += 8
      while bits >= 8 {
        bytes.append(UInt8(buffer & 255))
        buffer >>= 8
        bits -= 8
      }
    }
    for (position, index) in indices.enumerated() {
      if position % 100 == 0 { put(128) }
      put(Int(index))
    }
    put(129)
    return bytes + [UInt8(buffer & 255)]
  }

  private static func runs(_ rows: [[UInt8]]) -> [UInt8] {
    rows.reversed().flatMap { row -> [UInt8] in row.flatMap { [UInt8(1), $0] } + [0, 0] } + [0, 1]
  }

  private static func bmpHeader(height: Int, width: Int, bits: Int, compression: Int, palette: Int, _ count: Int)
    -> [UInt8]
  {
    let offset = 54 + palette
    let head = [offset + count, 0, offset, 40, width, height].flatMap(long)
    let rest = [compression, count, 2835, 2835, 0, 0].flatMap(long)
    return Array("BM".utf8) + head + short(1) + short(bits) + rest
  }

  private static func padded(_ row: [UInt8]) -> [UInt8] { row + [UInt8](repeating: 0, count: (4 - row.count % 4) % 4) }
  private static func short(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8 & 255)] }
  private static func long(_ value: Int) -> [UInt8] { short(value) + short(value >> 16) }
}
