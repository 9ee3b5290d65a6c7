/// What one stored voxel is, under NumPy's names where NumPy has one.
public enum VoxelType: String, Sendable, CaseIterable {
  /// Numbers of 8 to 64 bits, complex ones of two floats, colours of three or four bytes.
  case uint8, int8, uint16, int16, uint32, int32, uint64, int64, float32, float64, complex64, complex128, rgb24, rgba32

  /// Bytes of one voxel.
  public var byteCount: Int { componentBytes * componentCount }

  /// Bytes that are swapped together in the other byte order.
  var componentBytes: Int {
    switch self {
    case .uint8, .int8, .rgb24, .rgba32: 1
    case .uint16, .int16: 2
    case .uint32, .int32, .float32, .complex64: 4
    case .uint64, .int64, .float64, .complex128: 8
    }
  }

  var componentCount: Int {
    switch self {
    case .complex64, .complex128: 2
    case .rgb24: 3
    case .rgba32: 4
    default: 1
    }
  }

  /// Only these can hold values that are no numbers.
  var isFloatingPoint: Bool {
    switch self {
    case .float32, .float64, .complex64, .complex128: true
    default: false
    }
  }

  /// What becomes of types that have several values a voxel.
  var note: String? {
    switch self {
    case .complex64, .complex128: "complex values: the magnitude is used"
    case .rgb24, .rgba32: "colour voxels: the luminance (0.299 R + 0.587 G + 0.114 B) is used"
    default: nil
    }
  }
}
