/// CRC-32C (Castagnoli), as TFRecord files use it.
/// - Source: RFC 3720, appendix B.4; the mask is TensorFlow's (core/lib/hash/crc32c.h).
enum Crc32c {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? (value >> 1) ^ 0x82F6_3B78 : value >> 1 }
  }

  static func of(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { crc, byte in (crc >> 8) ^ table[Int((crc ^ UInt32(byte)) & 0xFF)] }
  }

  /// Rotated and shifted, so that a CRC over bytes that hold CRCs stays useful.
  static func masked(_ bytes: [UInt8]) -> UInt32 {
    let crc = of(bytes)
    return ((crc >> 15) | (crc << 17)) &+ 0xA282_EAD8
  }
}
