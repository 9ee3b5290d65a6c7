/// Stored voxels to float32: type, scale and the turn of the axes in one pass.
struct VoxelConversion {
  let type: VoxelType
  let slope: Double
  let intercept: Double

  /// Gathers one volume. Inner code trusts `walk` to stay inside `bytes`; `VolumeLayout` has checked it.
  /// - Parameter bytes: voxels in native byte order, of any alignment.
  func gather(_ bytes: UnsafeRawBufferPointer, _ walk: VoxelWalk) -> [Float] {
    switch type {
    case .uint8: run(bytes, walk, 1) { Float($0.loadUnaligned(as: UInt8.self)) }
    case .int8: run(bytes, walk, 1) { Float($0.loadUnaligned(as: Int8.self)) }
    case .uint16: run(bytes, walk, 2) { Float($0.loadUnaligned(as: UInt16.self)) }
    case .int16: run(bytes, walk, 2) { Float($0.loadUnaligned(as: Int16.self)) }
    case .float32: run(bytes, walk, 4) { $0.loadUnaligned(as: Float.self) }
    case .uint32: runWide(bytes, walk, 4) { Double($0.loadUnaligned(as: UInt32.self)) }
    case .int32: runWide(bytes, walk, 4) { Double($0.loadUnaligned(as: Int32.self)) }
    case .uint64: runWide(bytes, walk, 8) { Double($0.loadUnaligned(as: UInt64.self)) }
    case .int64: runWide(bytes, walk, 8) { Double($0.loadUnaligned(as: Int64.self)) }
    case .float64: runWide(bytes, walk, 8) { $0.loadUnaligned(as: Double.self) }
    case .complex64: runComplex(bytes, walk, ComplexVoxel<Float>.self)
    case .complex128: runComplex(bytes, walk, ComplexVoxel<Double>.self)
    case .rgb24: runWide(bytes, walk, 3) { Self.luminance($0) }
    case .rgba32: runWide(bytes, walk, 4) { Self.luminance($0) }
    }
  }

  private var isPlain: Bool { slope == 1 && intercept == 0 }

  /// Types that a float holds exactly.
  @inline(__always) private func run(
    _ bytes: UnsafeRawBufferPointer, _ walk: VoxelWalk, _ size: Int, _ load: (UnsafeRawPointer) -> Float
  ) -> [Float] {
    if isPlain { return Self.copy(bytes, walk, size, load) }
    return runWide(bytes, walk, size) { Double(load($0)) }
  }

  @inline(__always) private func runWide(
    _ bytes: UnsafeRawBufferPointer, _ walk: VoxelWalk, _ size: Int, _ load: (UnsafeRawPointer) -> Double
  ) -> [Float] {
    if isPlain { return Self.copy(bytes, walk, size) { Float(load($0)) } }
    let (slope, intercept) = (slope, intercept)
    return Self.copy(bytes, walk, size) { Float(load($0) * slope + intercept) }
  }

  @inline(__always) private static func copy(
    _ bytes: UnsafeRawBufferPointer, _ walk: VoxelWalk, _ size: Int, _ convert: (UnsafeRawPointer) -> Float
  ) -> [Float] {
    let count = walk.size.reduce(1, *)
    return [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      guard let base = bytes.baseAddress, let output = buffer.baseAddress else { return }
      let (width, stepX) = (walk.size[0], walk.steps[0] * size)
      var target = 0
      for z in 0..<walk.size[2] {
        for y in 0..<walk.size[1] {
          let row = base + (walk.start + z * walk.steps[2] + y * walk.steps[1]) * size
          let line = output + target
          if stepX == size {
            for x in 0..<width { line[x] = convert(row + x &* size) }
          } else {
            for x in 0..<width { line[x] = convert(row + x &* stepX) }
          }
          target += width
        }
      }
      filled = count
    }
  }

  @inline(__always) private func runComplex<Part>(
    _ bytes: UnsafeRawBufferPointer, _ walk: VoxelWalk, _ type: ComplexVoxel<Part>.Type
  ) -> [Float] {
    let (slope, intercept) = (slope, intercept)
    return Self.copy(bytes, walk, MemoryLayout<ComplexVoxel<Part>>.size) {
      Float($0.loadUnaligned(as: type).magnitude(slope: slope, intercept: intercept))
    }
  }

  @inline(__always) private static func luminance(_ voxel: UnsafeRawPointer) -> Double {
    let channel = { (offset: Int) in Double(voxel.loadUnaligned(fromByteOffset: offset, as: UInt8.self)) }
    return 0.299 * channel(0) + 0.587 * channel(1) + 0.114 * channel(2)
  }
}

extension VoxelType {
  /// Brings stored components into the machine's byte order, in place.
  func swapBytes(_ bytes: UnsafeMutableRawBufferPointer) {
    switch componentBytes {
    case 2: Self.swapBytes(bytes, UInt16.self)
    case 4: Self.swapBytes(bytes, UInt32.self)
    case 8: Self.swapBytes(bytes, UInt64.self)
    default: break
    }
  }

  private static func swapBytes<Word: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: UnsafeMutableRawBufferPointer, _ type: Word.Type
  ) {
    let size = MemoryLayout<Word>.size
    for offset in stride(from: 0, to: bytes.count - size + 1, by: size) {
      let word = bytes.loadUnaligned(fromByteOffset: offset, as: Word.self)
      bytes.storeBytes(of: word.byteSwapped, toByteOffset: offset, as: Word.self)
    }
  }
}
