import SafeTensors
import Torch

extension Tensor {
  /// Reads one tensor of a file to the CPU, in the file's element type.
  /// - Throws: `SafeTensorsError` if the file holds none of that name.
  public convenience init(_ file: SafeTensorsFile, _ name: String) throws {
    let entry = try file.entry(name)
    let made = try file.withBytes(of: name) { bytes in
      try Tensor(bytes: bytes, shape: entry.shape, dtype: entry.type.dtype)
    }
    self.init(sharing: made)
  }

  /// Copies one tensor of a file into this one, converted to its element type and device.
  func assign(from file: SafeTensorsFile, _ name: String) throws {
    let source = try Tensor(file, name)
    try withoutGradients { try copyInPlace(source) }
  }

  /// This tensor for `SafeTensorsWriter`, copied to the CPU when its turn comes.
  public func forFile(named name: String) -> SafeTensorsTensor {
    SafeTensorsTensor(name: name, type: SafeTensorsType(dtype), shape: shape) { [self] body in
      let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 64)
      defer { bytes.deallocate() }
      try copyBytes(into: bytes)
      try body(UnsafeRawBufferPointer(bytes))
    }
  }
}

extension SafeTensorsType {
  var dtype: DType {
    switch self {
    case .float64: .float64
    case .float32: .float32
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .int64: .int64
    case .int32: .int32
    case .int16: .int16
    case .int8: .int8
    case .uint8: .uint8
    case .bool: .bool
    }
  }

  init(_ dtype: DType) {
    self =
      switch dtype {
      case .float64: .float64
      case .float32: .float32
      case .float16: .float16
      case .bfloat16: .bfloat16
      case .int64: .int64
      case .int32: .int32
      case .int16: .int16
      case .int8: .int8
      case .uint8: .uint8
      case .bool: .bool
      }
  }
}
