/// The few protobuf encodings that an event of scalars needs.
/// - Source: protobuf.dev, "Encoding"; field numbers from TensorBoard's event.proto and summary.proto.
struct ProtobufBytes {
  private(set) var bytes: [UInt8] = []

  mutating func add(_ field: Int, double value: Double) {
    tag(field, wire: 1)
    bytes += value.bitPattern.littleEndianBytes
  }

  mutating func add(_ field: Int, float value: Float) {
    tag(field, wire: 5)
    bytes += value.bitPattern.littleEndianBytes
  }

  mutating func add(_ field: Int, integer value: Int) {
    tag(field, wire: 0)
    bytes += Self.varint(UInt64(bitPattern: Int64(value)))
  }

  mutating func add(_ field: Int, bytes value: [UInt8]) {
    tag(field, wire: 2)
    bytes += Self.varint(UInt64(value.count)) + value
  }

  private mutating func tag(_ field: Int, wire: Int) { bytes += Self.varint(UInt64(field << 3 | wire)) }

  private static func varint(_ value: UInt64) -> [UInt8] {
    var rest = value
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}
