/// Element types of the safetensors format that this package reads and writes.
public enum SafeTensorsType: String, Sendable, CaseIterable {
  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int64 = "I64"
  case int32 = "I32"
  case int16 = "I16"
  case int8 = "I8"
  case uint8 = "U8"
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
