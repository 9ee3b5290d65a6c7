/// Element types of the safetensors format that this package reads and writes.
public enum SafeTensorsType: String, Sendable, CaseIterable {
  /// IEEE 754, 64 bits.
  case float64 = "F64"
  /// IEEE 754, 32 bits.
  case float32 = "F32"
  /// IEEE 754, 16 bits.
  case float16 = "F16"
  /// The upper half of a float32.
  case bfloat16 = "BF16"
  /// Whole numbers of 64 bits.
  case int64 = "I64"
  /// Whole numbers of 32 bits.
  case int32 = "I32"
  /// Whole numbers of 16 bits.
  case int16 = "I16"
  /// -128...127.
  case int8 = "I8"
  /// 0...255.
  case uint8 = "U8"
  /// One byte, 0 or 1.
  case bool = "BOOL"

  /// Bytes of one element.
  public var byteCount: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .float16, .bfloat16, .int16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  /// Bytes of a dense tensor of this type, or nil where a dimension is negative or the product leaves `Int`.
  public func byteCount(shape: [Int]) -> Int? {
    var total = byteCount
    for dimension in shape {
      let (product, overflow) = total.multipliedReportingOverflow(by: dimension)
      if overflow || dimension < 0 { return nil }
      total = product
    }
    return total
  }

  /// The names that the format uses, for messages.
  static var allowedNames: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
