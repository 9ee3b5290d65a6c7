// New tensors, random fills and conversions.
// Each throws `TorchError` in libtorch's words where shapes, types or devices do not fit.

extension Operator {
  static let full = Operator(
    """
    aten::full(SymInt[] size, Scalar fill_value, *, ScalarType? dtype=None, Layout? layout=None, Device? \
    device=None, bool? pin_memory=None) -> Tensor
    """)
  static let zeros = Operator(
    """
    aten::zeros(SymInt[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? \
    pin_memory=None) -> Tensor
    """)
  static let ones = Operator(
    """
    aten::ones(SymInt[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? \
    pin_memory=None) -> Tensor
    """)
  static let arange = Operator(
    """
    aten::arange.start_step(Scalar start, Scalar end, Scalar step=1, *, ScalarType? dtype=None, Layout? \
    layout=None, Device? device=None, bool? pin_memory=None) -> Tensor
    """)
  static let zerosLike = Operator(
    """
    aten::zeros_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? \
    pin_memory=None, MemoryFormat? memory_format=None) -> Tensor
    """)
  static let onesLike = Operator(
    """
    aten::ones_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? \
    pin_memory=None, MemoryFormat? memory_format=None) -> Tensor
    """)
  static let normalInPlace = Operator(
    """
    aten::normal_(Tensor(a!) self, float mean=0., float std=1., *, Generator? generator=None) -> Tensor(a!)
    """)
  static let uniformInPlace = Operator(
    """
    aten::uniform_(Tensor(a!) self, float from=0., float to=1., *, Generator? generator=None) -> Tensor(a!)
    """)
  static let bernoulliInPlace = Operator(
    """
    aten::bernoulli_.float(Tensor(a!) self, float p=0.5, *, Generator? generator=None) -> Tensor(a!)
    """)
  static let fillInPlace = Operator("aten::fill_.Scalar(Tensor(a!) self, Scalar value) -> Tensor(a!)")
  static let copyInPlace = Operator("aten::copy_(Tensor(a!) self, Tensor src, bool non_blocking=False) -> Tensor(a!)")
  static let clone = Operator("aten::clone(Tensor self, *, MemoryFormat? memory_format=None) -> Tensor")
  static let detach = Operator("aten::detach(Tensor(a) self) -> Tensor(a)")
  static let toDType = Operator(
    """
    aten::to.dtype(Tensor(a) self, ScalarType dtype, bool non_blocking=False, bool copy=False, MemoryFormat? \
    memory_format=None) -> Tensor(a)
    """)
  static let toDevice = Operator(
    """
    aten::to.device(Tensor(a) self, Device device, ScalarType dtype, bool non_blocking=False, bool copy=False, \
    MemoryFormat? memory_format=None) -> Tensor(a)
    """)
  static let contiguous = Operator("aten::contiguous(Tensor(a) self, *, MemoryFormat memory_format=0) -> Tensor(a)")
}

extension Tensor {
  /// Zeros of `shape`; `[]` is a scalar.
  /// - Throws: `TorchError`.
  public static func zeros(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) throws -> Tensor {
    try Operator.zeros.one(.integers(shape), .dtype(dtype), nil, .device(device))
  }

  /// Ones of `shape`; `[]` is a scalar.
  /// - Throws: `TorchError`.
  public static func ones(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) throws -> Tensor {
    try Operator.ones.one(.integers(shape), .dtype(dtype), nil, .device(device))
  }

  /// `value` everywhere, converted to `dtype`.
  /// - Throws: `TorchError`.
  public static func full(_ shape: [Int], _ value: Double, dtype: DType = .float32, device: Device = .cpu) throws
    -> Tensor
  {
    try Operator.full.one(.integers(shape), .double(value), .dtype(dtype), nil, .device(device))
  }

  /// The whole numbers `start, start + 1, ..., end - 1`, a tensor of rank 1.
  /// - Throws: `TorchError`.
  public static func arange(_ start: Int, _ end: Int, dtype: DType = .int64, device: Device = .cpu) throws -> Tensor {
    try Operator.arange.one(.integer(start), .integer(end), 1, .dtype(dtype), nil, .device(device))
  }

  /// Zeros of this tensor's shape, element type, device and memory layout.
  /// - Throws: `TorchError`.
  public func zerosLike() throws -> Tensor { try Operator.zerosLike.one(.tensor(self)) }
  /// Ones of this tensor's shape, element type, device and memory layout.
  /// - Throws: `TorchError`.
  public func onesLike() throws -> Tensor { try Operator.onesLike.one(.tensor(self)) }

  /// Normal numbers of libtorch's generator, in place.
  /// - Throws: `TorchError`.
  public func normalInPlace(mean: Double = 0, deviation: Double = 1) throws {
    _ = try Operator.normalInPlace.one(.tensor(self), .double(mean), .double(deviation))
  }

  /// Uniform numbers of libtorch's generator, the upper bound excluded, in place.
  /// - Throws: `TorchError`.
  public func uniformInPlace(_ range: ClosedRange<Double>) throws {
    _ = try Operator.uniformInPlace.one(.tensor(self), .double(range.lowerBound), .double(range.upperBound))
  }

  /// Ones with probability `probability`, else zeros, in place.
  /// - Throws: `TorchError`.
  public func bernoulliInPlace(_ probability: Double) throws {
    _ = try Operator.bernoulliInPlace.one(.tensor(self), .double(probability))
  }

  /// `value` everywhere, in place, converted to this element type.
  /// - Throws: `TorchError`.
  public func fillInPlace(_ value: Double) throws { _ = try Operator.fillInPlace.one(.tensor(self), .double(value)) }
  /// `source`, broadcast to this shape and converted to this element type and device, in place.
  /// - Throws: `TorchError`.
  public func copyInPlace(_ source: Tensor) throws { _ = try Operator.copyInPlace.one(.tensor(self), .tensor(source)) }

  /// A copy with its own memory that gradients flow through.
  /// - Throws: `TorchError`.
  public func clone() throws -> Tensor { try Operator.clone.one(.tensor(self)) }

  /// The same elements without the graph behind them.
  /// - Throws: `TorchError`.
  public func detach() throws -> Tensor { try Operator.detach.one(.tensor(self)) }

  /// Elements converted to `dtype`, fractions cut off for integers; this tensor's own memory where it has that type.
  /// - Throws: `TorchError`.
  public func to(_ dtype: DType) throws -> Tensor { try Operator.toDType.one(.tensor(self), .dtype(dtype)) }

  /// A copy on `device`; this object where it is there already.
  /// - Throws: `TorchError`.
  public func to(_ device: Device) throws -> Tensor {
    device == self.device ? self : try Operator.toDevice.one(.tensor(self), .device(device), .dtype(dtype))
  }

  /// The elements laid row-major; this tensor's own memory where they lie so already.
  /// - Throws: `TorchError`.
  public func contiguous() throws -> Tensor { try Operator.contiguous.one(.tensor(self)) }
}
