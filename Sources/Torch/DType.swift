/// Element types; raw values are libtorch's `ScalarType`.
public enum DType: Int32, Sendable, CaseIterable {
  case uint8 = 0
  case int8 = 1
  case int16 = 2
  case int32 = 3
  case int64 = 4
  case float16 = 5
  case float32 = 6
  case float64 = 7
  case bool = 11
  case bfloat16 = 15

  public var byteCount: Int {
    switch self {
    case .uint8, .int8, .bool: 1
    case .int16, .float16, .bfloat16: 2
    case .int32, .float32: 4
    case .int64, .float64: 8
    }
  }

  public var isFloatingPoint: Bool {
    switch self {
    case .float16, .float32, .float64, .bfloat16: true
    default: false
    }
  }
}

/// Swift types whose arrays become tensors and back.
public protocol TorchElement: BitwiseCopyable, Sendable {
  static var dtype: DType { get }
}

extension Float: TorchElement { public static var dtype: DType { .float32 } }
extension Double: TorchElement { public static var dtype: DType { .float64 } }
extension Int64: TorchElement { public static var dtype: DType { .int64 } }
extension Int32: TorchElement { public static var dtype: DType { .int32 } }
extension Int16: TorchElement { public static var dtype: DType { .int16 } }
extension UInt8: TorchElement { public static var dtype: DType { .uint8 } }
extension Bool: TorchElement { public static var dtype: DType { .bool } }
