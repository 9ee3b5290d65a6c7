/// Reading whole tensors as Swift arrays.
extension SafeTensorsFile {
  /// The tensor's elements as `Float`, row-major. F64 is rounded to nearest; F16 and BF16 are exact.
  /// - Throws: `SafeTensorsError` of kind `mismatch` if the tensor is missing or no floating-point type.
  public func floats(_ name: String) throws -> [Float] {
    let type = try entry(name).type
    return try withBytes(of: name) { bytes in
      switch type {
      case .float32: elements(bytes, UInt32.self) { Float(bitPattern: $0) }
      case .float64: elements(bytes, UInt64.self) { Float(Double(bitPattern: $0)) }
      case .float16: elements(bytes, UInt16.self) { Float(Float16(bitPattern: $0)) }
      case .bfloat16: elements(bytes, UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
      case .int64, .int32, .int16, .int8, .uint8, .bool:
        throw mismatch(name, type, "floats are read from F64, F32, F16 and BF16")
      }
    }
  }

  /// The tensor's elements as `Double`, row-major.
  /// - Throws: `SafeTensorsError` of kind `mismatch` if the tensor is missing or no floating-point type.
  public func doubles(_ name: String) throws -> [Double] {
    guard try entry(name).type == .float64 else { return try floats(name).map(Double.init) }
    return try withBytes(of: name) { bytes in elements(bytes, UInt64.self) { Double(bitPattern: $0) } }
  }

  /// The tensor's elements as `Int64`, row-major; BOOL as 0 and 1.
  /// - Throws: `SafeTensorsError` of kind `mismatch` if the tensor is missing or no integer type.
  public func integers(_ name: String) throws -> [Int64] {
    let type = try entry(name).type
    return try withBytes(of: name) { bytes in
      switch type {
      case .int64: elements(bytes, UInt64.self) { Int64(bitPattern: $0) }
      case .int32: elements(bytes, UInt32.self) { Int64(Int32(bitPattern: $0)) }
      case .int16: elements(bytes, UInt16.self) { Int64(Int16(bitPattern: $0)) }
      case .int8: bytes.map { Int64(Int8(bitPattern: $0)) }
      case .uint8: bytes.map { Int64($0) }
      case .bool: bytes.map { $0 == 0 ? 0 : 1 }
      case .float64, .float32, .float16, .bfloat16:
        throw mismatch(name, type, "integers are read from I64, I32, I16, I8, U8 and BOOL")
      }
    }
  }

  /// Loads unaligned little-endian words: the bytes of a foreign file start anywhere.
  private func elements<Word: FixedWidthInteger, Value>(
    _ bytes: UnsafeRawBufferPointer, _ word: Word.Type, _ convert: (Word) -> Value
  ) -> [Value] {
    let count = bytes.count / MemoryLayout<Word>.size
    return [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
      for index in 0..<count {
        let stored = bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Word>.size, as: Word.self)
        buffer.initializeElement(at: index, to: convert(Word(littleEndian: stored)))
      }
      initialized = count
    }
  }

  private func mismatch(_ name: String, _ type: SafeTensorsType, _ allowed: String) -> SafeTensorsError {
    SafeTensorsError(.mismatch, file: path, tensor: name, found: "type \(type.rawValue)", allowed: allowed)
  }
}
