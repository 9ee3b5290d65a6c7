import CTorch

extension Tensor {
  /// Whether operations on this tensor are recorded for `backward`.
  public var requiresGrad: Bool { door.pointee.requires_grad(handle) }

  /// Starts or ends recording for a tensor that was not computed.
  /// - Throws: `TorchError` for an integer tensor or one that was computed.
  public func setRequiresGrad(_ value: Bool) throws {
    try door.pointee.set_requires_grad(handle, value).check("requires_grad", door, summary)
  }

  /// Starts or ends recording for a leaf of floating-point numbers.
  package func markTrainable(_ value: Bool) {
    precondition(dtype.isFloatingPoint, "a trainable tensor needs floating-point numbers, not \(dtype)")
    let status = door.pointee.set_requires_grad(handle, value)
    precondition(status.message == nil, "only a leaf can be made trainable or not")
  }

  /// The accumulated gradient; nil (not zero) where this tensor took no part.
  public var gradient: Tensor? {
    get { door.pointee.gradient(handle).map { Tensor(owning: $0, door) } }
    set { door.pointee.set_gradient(handle, newValue?.handle) }
  }

  /// Adds the gradients of this scalar to every leaf that it was computed from, and frees its graph.
  /// - Throws: `TorchError`.
  public func backward() throws { try door.pointee.backward(handle, nil).check("backward", door, summary) }

  /// Adds the gradients of `sum(self * cotangent)`, both of one shape, to every leaf, and frees the graph.
  /// - Throws: `TorchError`.
  public func backward(_ cotangent: Tensor) throws {
    try door.pointee.backward(handle, cotangent.handle).check("backward", door, summary)
  }
}

/// Runs `body` without recording operations.
/// - Throws: `SharedLibraryError`, else what `body` throws.
public func withoutGradients<R>(_ body: () throws -> R) throws -> R {
  let door = try TorchLibrary.door()
  let before = door.pointee.gradient_mode()
  door.pointee.set_gradient_mode(false)
  defer { door.pointee.set_gradient_mode(before) }
  return try body()
}

/// Whether casts are automatic on `device` now, within `autocast` to bfloat16.
/// - Throws: `SharedLibraryError`.
public func isAutocasting(on device: Device) throws -> Bool {
  try TorchLibrary.door().pointee.autocast_enabled(Int32(device.type.rawValue))
}

/// Runs `body` with automatic casts to `precision` on `device`, and empties the cache of cast weights afterwards.
/// - Throws: `SharedLibraryError`, else what `body` throws.
public func autocast<R>(_ precision: Precision, on device: Device, _ body: () throws -> R) throws -> R {
  let door = try TorchLibrary.door()
  let type = Int32(device.type.rawValue)
  let before = door.pointee.autocast_enabled(type)
  door.pointee.set_autocast(type, precision == .bfloat16, DType.bfloat16.rawValue)
  defer {
    door.pointee.set_autocast(type, before, DType.bfloat16.rawValue)
    if !before { door.pointee.clear_autocast_cache() }
  }
  return try body()
}
