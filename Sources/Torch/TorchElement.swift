/// Swift types whose arrays become tensors and back.
public protocol TorchElement: BitwiseCopyable, Sendable {
  /// The element type of a tensor made of this Swift type.
  static var dtype: DType { get }
}

extension Float: TorchElement { public static var dtype: DType { .float32 } }
extension Double: TorchElement { public static var dtype: DType { .float64 } }
extension Int64: TorchElement { public static var dtype: DType { .int64 } }
extension Int32: TorchElement { public static var dtype: DType { .int32 } }
extension Int16: TorchElement { public static var dtype: DType { .int16 } }
extension UInt8: TorchElement { public static var dtype: DType { .uint8 } }
extension Bool: TorchElement { public static var dtype: DType { .bool } }
