/// Values that Swift and Python compute alike, for weights too large to keep: the twin is `Tools/golden/formula.py`.
///
/// For element i: `x = (i * 2654435761 + crc32(stream)) mod 2^32; x ^= x >> 16; x = x * 0x45d9f3b mod 2^32;
/// x ^= x >> 16; value = Float(x / 2^32 - 0.5) * 2 * scale`, so values lie in `[-scale, scale)`.
public func formulaValues(count: Int, stream: String, scale: Float) -> [Float] {
  let start = checksum(stream)
  return (0..<count).map { index in
    var x = UInt32(truncatingIfNeeded: index) &* 2_654_435_761 &+ start
    x ^= x >> 16
    x = x &* 0x45d9_f3b
    x ^= x >> 16
    return Float(Double(x) / 4_294_967_296 - 0.5) * 2 * scale
  }
}

/// CRC-32 (IEEE 802.3, as zlib's) of the text's UTF-8 bytes.
func checksum(_ text: String) -> UInt32 {
  var crc: UInt32 = 0xFFFF_FFFF
  for byte in text.utf8 {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
  }
  return ~crc
}
