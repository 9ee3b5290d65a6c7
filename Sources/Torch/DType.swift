/// Element types; raw values are libtorch's `ScalarType`.
public enum DType: Int32, Sendable, CaseIterable {
  /// 0...255.
  case uint8 = 0
  /// -128...127.
  case int8 = 1
  /// Whole numbers of 16 bits.
  case int16 = 2
  /// Whole numbers of 32 bits.
  case int32 = 3
  /// Whole numbers of 64 bits; indices and labels.
  case int64 = 4
  /// IEEE 754, 16 bits.
  case float16 = 5
  /// IEEE 754, 32 bits; weights and losses.
  case float32 = 6
  /// IEEE 754, 64 bits.
  case float64 = 7
  /// One byte, 0 or 1.
  case bool = 11
  /// The upper half of a float32.
  case bfloat16 = 15

  /// Bytes of one element; 1 for Bool.
  public var byteCount: Int {
    switch self {
    case .uint8, .int8, .bool: 1
    case .int16, .float16, .bfloat16: 2
    case .int32, .float32: 4
    case .int64, .float64: 8
    }
  }

  /// Whether the numbers have fractions; gradients exist for these types alone.
  public var isFloatingPoint: Bool {
    switch self {
    case .float16, .float32, .float64, .bfloat16: true
    default: false
    }
  }
}
