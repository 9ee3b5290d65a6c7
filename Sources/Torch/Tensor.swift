import CTorch

/// An n-dimensional array of libtorch: one handle, freed with the object.
///
/// The element type is known at run time; it becomes a Swift type only on reading. Not `Sendable`: training is
/// synchronous on one thread.
public final class Tensor {
  let handle: um_tensor
  let door: TorchLibrary.Door

  init(owning handle: um_tensor, _ door: TorchLibrary.Door) {
    self.handle = handle
    self.door = door
  }

  deinit { door.pointee.release(handle) }

  /// Copies `elements`, row-major, into a tensor of `shape` on the CPU.
  /// - Throws: `TorchError` if the count does not fit the shape, `SharedLibraryError` where libtorch cannot be opened,
  ///   as every first use of it.
  public convenience init<Element: TorchElement>(_ elements: [Element], shape: [Int]) throws {
    self.init(owning: try elements.withUnsafeBytes { try Self.copy($0, shape, Element.dtype) }, try TorchLibrary.door())
  }

  /// Copies raw bytes, row-major and in native byte order, into a tensor on the CPU.
  /// - Throws: `TorchError` if their count does not fit shape and type.
  public convenience init(bytes: UnsafeRawBufferPointer, shape: [Int], dtype: DType) throws {
    self.init(owning: try Self.copy(bytes, shape, dtype), try TorchLibrary.door())
  }

  /// A scalar of rank 0 on the CPU.
  /// - Throws: `SharedLibraryError` where libtorch cannot be opened.
  public convenience init(_ value: Double, dtype: DType = .float32) throws {
    let made = try Operator.full.one([], .double(value), .dtype(dtype))
    self.init(sharing: made)
  }

  /// A second object for the same tensor of libtorch.
  package convenience init(sharing other: Tensor) {
    self.init(owning: other.door.pointee.share(other.handle)!, other.door)
  }

  /// Number of axes; 0 for a scalar.
  public var rank: Int { Int(door.pointee.rank(handle)) }

  /// Sizes of the axes; empty for a scalar.
  public var shape: [Int] {
    let rank = rank
    return withUnsafeTemporaryAllocation(of: Int64.self, capacity: rank) { sizes in
      door.pointee.shape(handle, sizes.baseAddress)
      return sizes.map(Int.init)
    }
  }

  /// The product of the sizes; 1 for a scalar.
  public var elementCount: Int { Int(door.pointee.element_count(handle)) }

  /// Bytes of the elements laid densely.
  public var byteCount: Int { elementCount * dtype.byteCount }

  /// The element type.
  public var dtype: DType {
    let raw = door.pointee.dtype(handle)
    guard let known = DType(rawValue: raw) else {
      preconditionFailure("libtorch's element type \(raw) is not used here")
    }
    return known
  }

  /// Where the elements lie.
  public var device: Device {
    var type: Int32 = 0
    var index: Int32 = 0
    door.pointee.device(handle, &type, &index)
    return type == Int32(UM_CUDA.rawValue) ? .cuda(Int(index)) : .cpu
  }

  /// Size of an axis in `-rank..<rank`; negative counts from the end.
  public func size(_ axis: Int) -> Int {
    let shape = shape
    return shape[axis < 0 ? shape.count + axis : axis]
  }

  /// All elements, row-major, converted to `Element`. Waits for the device: a sync point.
  /// - Throws: `TorchError` if an earlier computation on the device failed.
  public func array<Element: TorchElement>(of type: Element.Type) throws -> [Element] {
    let source = dtype == Element.dtype ? self : try to(Element.dtype)
    let count = elementCount
    return try [Element](unsafeUninitializedCapacity: count) { room, initialized in
      let bytes = Int64(count * MemoryLayout<Element>.stride)
      try door.pointee.copy_bytes(source.handle, room.baseAddress, bytes).check("copy", door, summary)
      initialized = count
    }
  }

  /// The only element. Waits for the device: a sync point.
  /// - Throws: `TorchError` if an earlier computation on the device failed.
  public func item() throws -> Double {
    precondition(elementCount == 1, "item() needs one element, the tensor has shape \(shape)")
    return try array(of: Double.self)[0]
  }

  /// Copies the elements, row-major and unconverted, into `bytes`. Waits for the device: a sync point.
  /// - Throws: `TorchError` if `bytes` holds another number of bytes than `byteCount`.
  public func copyBytes(into bytes: UnsafeMutableRawBufferPointer) throws {
    try door.pointee.copy_bytes(handle, bytes.baseAddress, Int64(bytes.count)).check("copy", door, summary)
  }

  /// Replaces the elements' storage and keeps the identity, so that optimisers stay valid.
  package func setData(_ data: Tensor) throws { try door.pointee.set_data(handle, data.handle).check("set_data", door) }

  /// Tensors alive in the process, for leak tests.
  /// - Throws: `SharedLibraryError` where libtorch cannot be opened.
  public static func liveCount() throws -> Int { Int(try TorchLibrary.door().pointee.live_tensors()) }

  var summary: String { "\(dtype)\(shape)" }

  private static func copy(_ bytes: UnsafeRawBufferPointer, _ shape: [Int], _ dtype: DType) throws -> um_tensor {
    let door = try TorchLibrary.door()
    var made: um_tensor?
    let status = door.pointee.from_bytes(
      bytes.baseAddress, Int64(bytes.count), shape.map(Int64.init), Int64(shape.count), dtype.rawValue, &made)
    try status.check("Tensor", door, "\(dtype)\(shape)")
    return made!
  }
}
