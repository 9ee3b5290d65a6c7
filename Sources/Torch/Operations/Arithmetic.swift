// Elementwise arithmetic, comparison and selection. Shapes broadcast as in NumPy.
// Each throws `TorchError` in libtorch's words where shapes, types or devices do not fit.

extension Operator {
  static let add = Operator("aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor")
  static let addScalar = Operator("aten::add.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor")
  static let addInPlace = Operator("aten::add_.Tensor(Tensor(a!) self, Tensor other, *, Scalar alpha=1) -> Tensor(a!)")
  static let subtract = Operator("aten::sub.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor")
  static let multiply = Operator("aten::mul.Tensor(Tensor self, Tensor other) -> Tensor")
  static let multiplyScalar = Operator("aten::mul.Scalar(Tensor self, Scalar other) -> Tensor")
  static let multiplyScalarInPlace = Operator("aten::mul_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
  static let divide = Operator("aten::div.Tensor(Tensor self, Tensor other) -> Tensor")
  static let divideScalar = Operator("aten::div.Scalar(Tensor self, Scalar other) -> Tensor")
  static let negate = Operator("aten::neg(Tensor self) -> Tensor")
  static let pow = Operator("aten::pow.Tensor_Scalar(Tensor self, Scalar exponent) -> Tensor")
  static let exp = Operator("aten::exp(Tensor self) -> Tensor")
  static let log = Operator("aten::log(Tensor self) -> Tensor")
  static let erfinv = Operator("aten::erfinv(Tensor self) -> Tensor")
  static let abs = Operator("aten::abs(Tensor self) -> Tensor")
  static let square = Operator("aten::square(Tensor self) -> Tensor")
  static let clamp = Operator("aten::clamp(Tensor self, Scalar? min=None, Scalar? max=None) -> Tensor")
  static let minimum = Operator("aten::minimum(Tensor self, Tensor other) -> Tensor")
  static let maximum = Operator("aten::maximum(Tensor self, Tensor other) -> Tensor")
  static let greater = Operator("aten::gt.Tensor(Tensor self, Tensor other) -> Tensor")
  static let greaterScalar = Operator("aten::gt.Scalar(Tensor self, Scalar other) -> Tensor")
  static let greaterEqualScalar = Operator("aten::ge.Scalar(Tensor self, Scalar other) -> Tensor")
  static let maskedFill = Operator("aten::masked_fill.Scalar(Tensor self, Tensor mask, Scalar value) -> Tensor")
  static let isFinite = Operator("aten::isfinite(Tensor self) -> Tensor")
}

extension Tensor {
  /// Elementwise; of two element types the wider one is the result's.
  /// - Throws: `TorchError`.
  public static func + (a: Tensor, b: Tensor) throws -> Tensor { try Operator.add.one(.tensor(a), .tensor(b)) }
  /// `b` to every element; an integer tensor stays one where `b` is whole and of 64 bits.
  /// - Throws: `TorchError`.
  public static func + (a: Tensor, b: Double) throws -> Tensor { try Operator.addScalar.one(.tensor(a), a.scalar(b)) }
  /// Elementwise; of two element types the wider one is the result's.
  /// - Throws: `TorchError`.
  public static func - (a: Tensor, b: Tensor) throws -> Tensor { try Operator.subtract.one(.tensor(a), .tensor(b)) }
  /// `b` from every element; an integer tensor stays one where `b` is whole and of 64 bits.
  /// - Throws: `TorchError`.
  public static func - (a: Tensor, b: Double) throws -> Tensor { try Operator.addScalar.one(.tensor(a), a.scalar(-b)) }
  /// Every element from `a`; an integer tensor stays one where `a` is whole and of 64 bits.
  /// - Throws: `TorchError`.
  public static func - (a: Double, b: Tensor) throws -> Tensor { try -b + a }
  /// Elementwise; no matrix product (`matmul`).
  /// - Throws: `TorchError`.
  public static func * (a: Tensor, b: Tensor) throws -> Tensor { try Operator.multiply.one(.tensor(a), .tensor(b)) }
  /// Every element times `b`; an integer tensor stays one where `b` is whole and of 64 bits.
  /// - Throws: `TorchError`.
  public static func * (a: Tensor, b: Double) throws -> Tensor {
    try Operator.multiplyScalar.one(.tensor(a), a.scalar(b))
  }
  /// Elementwise; integers give float32, a zero divisor infinity or not a number.
  /// - Throws: `TorchError`.
  public static func / (a: Tensor, b: Tensor) throws -> Tensor { try Operator.divide.one(.tensor(a), .tensor(b)) }
  /// Every element over `b`; integers give float32.
  /// - Throws: `TorchError`.
  public static func / (a: Tensor, b: Double) throws -> Tensor { try Operator.divideScalar.one(.tensor(a), .double(b)) }
  /// Every element's negative; not for Bool.
  public static prefix func - (a: Tensor) throws -> Tensor { try Operator.negate.one(.tensor(a)) }

  /// Whole numbers of 64 bits stay integers for integer tensors, so that their element type stays.
  fileprivate func scalar(_ value: Double) -> Argument {
    guard !dtype.isFloatingPoint, let whole = Int(exactly: value) else { return .double(value) }
    return .integer(whole)
  }

  /// Adds in place, `other` broadcast to this shape; a leaf that is trained needs `withoutGradients` around it.
  /// - Throws: `TorchError`.
  public func addInPlace(_ other: Tensor) throws { _ = try Operator.addInPlace.one(.tensor(self), .tensor(other)) }
  /// Multiplies in place; a leaf that is trained needs `withoutGradients` around it.
  /// - Throws: `TorchError`.
  public func mulInPlace(_ factor: Double) throws {
    _ = try Operator.multiplyScalarInPlace.one(.tensor(self), .double(factor))
  }

  /// Every element to the power `exponent`; not a number for negative elements and a fractional exponent.
  /// - Throws: `TorchError`.
  public func pow(_ exponent: Double) throws -> Tensor { try Operator.pow.one(.tensor(self), .double(exponent)) }
  /// Elementwise; infinite above 88.7 in float32.
  /// - Throws: `TorchError`.
  public func exp() throws -> Tensor { try Operator.exp.one(.tensor(self)) }
  /// Elementwise natural logarithm; minus infinity at 0, not a number below.
  /// - Throws: `TorchError`.
  public func log() throws -> Tensor { try Operator.log.one(.tensor(self)) }
  /// The inverse of the error function, of elements in -1...1.
  /// - Throws: `TorchError`.
  public func erfinv() throws -> Tensor { try Operator.erfinv.one(.tensor(self)) }
  /// Elementwise; its gradient at 0 is 0.
  /// - Throws: `TorchError`.
  public func abs() throws -> Tensor { try Operator.abs.one(.tensor(self)) }
  /// Every element times itself.
  /// - Throws: `TorchError`.
  public func square() throws -> Tensor { try Operator.square.one(.tensor(self)) }

  /// Limits to `min...max`; nil leaves that side open. An integer tensor stays one where both are whole.
  /// - Throws: `TorchError`.
  public func clamp(min: Double? = nil, max: Double? = nil) throws -> Tensor {
    try Operator.clamp.one(.tensor(self), min.map(scalar) ?? nil, max.map(scalar) ?? nil)
  }

  /// The smaller of each pair; not a number where either is none.
  /// - Throws: `TorchError`.
  public func minimum(_ other: Tensor) throws -> Tensor { try Operator.minimum.one(.tensor(self), .tensor(other)) }
  /// The larger of each pair; not a number where either is none.
  /// - Throws: `TorchError`.
  public func maximum(_ other: Tensor) throws -> Tensor { try Operator.maximum.one(.tensor(self), .tensor(other)) }

  // Comparisons give Bool tensors; whatever is compared with not a number is false.

  /// Where this one is greater, elementwise.
  /// - Throws: `TorchError`.
  public func gt(_ other: Tensor) throws -> Tensor { try Operator.greater.one(.tensor(self), .tensor(other)) }
  /// Where an element is above `value`.
  /// - Throws: `TorchError`.
  public func gt(_ value: Double) throws -> Tensor { try Operator.greaterScalar.one(.tensor(self), .double(value)) }
  /// Where an element is at least `value`.
  /// - Throws: `TorchError`.
  public func ge(_ value: Double) throws -> Tensor {
    try Operator.greaterEqualScalar.one(.tensor(self), .double(value))
  }

  /// Where an element is neither infinite nor not a number, as a Bool tensor.
  /// - Throws: `TorchError`.
  public func isFinite() throws -> Tensor { try Operator.isFinite.one(.tensor(self)) }

  /// `value` where `mask` (Bool, broadcast to this shape) is true, else `self`.
  /// - Throws: `TorchError`.
  public func maskedFill(_ mask: Tensor, _ value: Double) throws -> Tensor {
    try Operator.maskedFill.one(.tensor(self), .tensor(mask), .double(value))
  }
}
