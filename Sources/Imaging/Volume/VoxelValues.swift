/// Stored values as doubles, whatever their type; a complex value is its magnitude, colours come one after the other.
enum VoxelValues {
  /// - Parameters:
  ///   - bytes: packed values in native byte order.
  ///   - complexScale: slope and intercept of complex values, whose magnitudes do not follow from those of the stored
  ///     ones. Others are given as stored.
  @inline(__always) static func forEach(
    _ type: VoxelType, _ bytes: [UInt8], from offset: Int = 0, to end: Int? = nil,
    complexScale: (slope: Double, intercept: Double) = (1, 0), _ body: (Double) -> Void
  ) {
    bytes.withUnsafeBytes { buffer in
      let rest = UnsafeRawBufferPointer(rebasing: buffer[offset..<(end ?? buffer.count)])
      switch type {
      case .uint8, .rgb24, .rgba32: walk(rest, UInt8.self) { body(Double($0)) }
      case .int8: walk(rest, Int8.self) { body(Double($0)) }
      case .uint16: walk(rest, UInt16.self) { body(Double($0)) }
      case .int16: walk(rest, Int16.self) { body(Double($0)) }
      case .uint32: walk(rest, UInt32.self) { body(Double($0)) }
      case .int32: walk(rest, Int32.self) { body(Double($0)) }
      case .uint64: walk(rest, UInt64.self) { body(Double($0)) }
      case .int64: walk(rest, Int64.self) { body(Double($0)) }
      case .float32: walk(rest, Float.self) { body(Double($0)) }
      case .float64: walk(rest, Double.self, body)
      case .complex64:
        walk(rest, ComplexVoxel<Float>.self) {
          body($0.magnitude(slope: complexScale.slope, intercept: complexScale.intercept))
        }
      case .complex128:
        walk(rest, ComplexVoxel<Double>.self) {
          body($0.magnitude(slope: complexScale.slope, intercept: complexScale.intercept))
        }
      }
    }
  }

  @inline(__always) private static func walk<Value: BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, _ type: Value.Type, _ body: (Value) -> Void
  ) {
    let size = MemoryLayout<Value>.size
    for index in 0..<bytes.count / size { body(bytes.loadUnaligned(fromByteOffset: index * size, as: Value.self)) }
  }
}
