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
  static let sqrt = Operator("aten::sqrt(Tensor self) -> Tensor")
  static let exp = Operator("aten::exp(Tensor self) -> Tensor")
  static let log = Operator("aten::log(Tensor self) -> Tensor")
  static let erfinv = Operator("aten::erfinv(Tensor self) -> Tensor")
  static let abs = Operator("aten::abs(Tensor self) -> Tensor")
  static let square = Operator("aten::square(Tensor self) -> Tensor")
  static let clamp = Operator("aten::clamp(Tensor self, Scalar? min=None, Scalar? max=None) -> Tensor")
  static let minimum = Operator("aten::minimum(Tensor self, Tensor other) -> Tensor")
  static let maximum = Operator("aten::maximum(Tensor self, Tensor other) -> Tensor")
  static let equal = Operator("aten::eq.Tensor(Tensor self, Tensor other) -> Tensor")
  static let equalScalar = Operator("aten::eq.Scalar(Tensor self, Scalar other) -> Tensor")
  static let notEqualScalar = Operator("aten::ne.Scalar(Tensor self, Scalar other) -> Tensor")
  static let less = Operator("aten::lt.Tensor(Tensor self, Tensor other) -> Tensor")
  static let lessScalar = Operator("aten::lt.Scalar(Tensor self, Scalar other) -> Tensor")
  static let greater = Operator("aten::gt.Tensor(Tensor self, Tensor other) -> Tensor")
  static let greaterScalar = Operator("aten::gt.Scalar(Tensor self, Scalar other) -> Tensor")
  static let greaterEqual = Operator("aten::ge.Tensor(Tensor self, Tensor other) -> Tensor")
  static let greaterEqualScalar = Operator("aten::ge.Scalar(Tensor self, Scalar other) -> Tensor")
  static let logicalAnd = Operator("aten::logical_and(Tensor self, Tensor other) -> Tensor")
  static let logicalOr = Operator("aten::logical_or(Tensor self, Tensor other) -> Tensor")
  static let logicalNot = Operator("aten::logical_not(Tensor self) -> Tensor")
  static let maskedFill = Operator("aten::masked_fill.Scalar(Tensor self, Tensor mask, Scalar value) -> Tensor")
  static let isFinite = Operator("aten::isfinite(Tensor self) -> Tensor")
}

extension Tensor {
  public static func + (a: Tensor, b: Tensor) throws -> Tensor { try Operator.add.one(.tensor(a), .tensor(b)) }
  public static func + (a: Tensor, b: Double) throws -> Tensor { try Operator.addScalar.one(.tensor(a), a.scalar(b)) }
  public static func - (a: Tensor, b: Tensor) throws -> Tensor { try Operator.subtract.one(.tensor(a), .tensor(b)) }
  public static func - (a: Tensor, b: Double) throws -> Tensor { try Operator.addScalar.one(.tensor(a), a.scalar(-b)) }
  public static func - (a: Double, b: Tensor) throws -> Tensor { try -b + a }
  public static func * (a: Tensor, b: Tensor) throws -> Tensor { try Operator.multiply.one(.tensor(a), .tensor(b)) }
  public static func * (a: Tensor, b: Double) throws -> Tensor {
    try Operator.multiplyScalar.one(.tensor(a), a.scalar(b))
  }
  public static func / (a: Tensor, b: Tensor) throws -> Tensor { try Operator.divide.one(.tensor(a), .tensor(b)) }
  public static func / (a: Tensor, b: Double) throws -> Tensor { try Operator.divideScalar.one(.tensor(a), .double(b)) }
  public static prefix func - (a: Tensor) throws -> Tensor { try Operator.negate.one(.tensor(a)) }

  /// Whole numbers stay integers for integer tensors, so that their element type stays.
  fileprivate func scalar(_ value: Double) -> Argument {
    dtype.isFloatingPoint || value != value.rounded() ? .double(value) : .integer(Int(value))
  }

  /// Adds in place; not recorded for gradients of `self`'s old value when `self` is a leaf.
  public func addInPlace(_ other: Tensor) throws { _ = try Operator.addInPlace.one(.tensor(self), .tensor(other)) }
  public func mulInPlace(_ factor: Double) throws {
    _ = try Operator.multiplyScalarInPlace.one(.tensor(self), .double(factor))
  }

  public func pow(_ exponent: Double) throws -> Tensor { try Operator.pow.one(.tensor(self), .double(exponent)) }
  public func sqrt() throws -> Tensor { try Operator.sqrt.one(.tensor(self)) }
  public func exp() throws -> Tensor { try Operator.exp.one(.tensor(self)) }
  public func log() throws -> Tensor { try Operator.log.one(.tensor(self)) }
  /// The inverse of the error function.
  public func erfinv() throws -> Tensor { try Operator.erfinv.one(.tensor(self)) }
  public func abs() throws -> Tensor { try Operator.abs.one(.tensor(self)) }
  public func square() throws -> Tensor { try Operator.square.one(.tensor(self)) }

  /// Limits to `min...max`; nil leaves that side open.
  public func clamp(min: Double? = nil, max: Double? = nil) throws -> Tensor {
    try Operator.clamp.one(.tensor(self), min.map(scalar) ?? nil, max.map(scalar) ?? nil)
  }

  public func minimum(_ other: Tensor) throws -> Tensor { try Operator.minimum.one(.tensor(self), .tensor(other)) }
  public func maximum(_ other: Tensor) throws -> Tensor { try Operator.maximum.one(.tensor(self), .tensor(other)) }

  // Comparisons give Bool tensors.
  public func eq(_ other: Tensor) throws -> Tensor { try Operator.equal.one(.tensor(self), .tensor(other)) }
  public func eq(_ value: Double) throws -> Tensor { try Operator.equalScalar.one(.tensor(self), .double(value)) }
  public func ne(_ value: Double) throws -> Tensor { try Operator.notEqualScalar.one(.tensor(self), .double(value)) }
  public func lt(_ other: Tensor) throws -> Tensor { try Operator.less.one(.tensor(self), .tensor(other)) }
  public func lt(_ value: Double) throws -> Tensor { try Operator.lessScalar.one(.tensor(self), .double(value)) }
  public func gt(_ other: Tensor) throws -> Tensor { try Operator.greater.one(.tensor(self), .tensor(other)) }
  public func gt(_ value: Double) throws -> Tensor { try Operator.greaterScalar.one(.tensor(self), .double(value)) }
  public func ge(_ other: Tensor) throws -> Tensor { try Operator.greaterEqual.one(.tensor(self), .tensor(other)) }
  public func ge(_ value: Double) throws -> Tensor {
    try Operator.greaterEqualScalar.one(.tensor(self), .double(value))
  }
  public func logicalAnd(_ other: Tensor) throws -> Tensor {
    try Operator.logicalAnd.one(.tensor(self), .tensor(other))
  }
  public func logicalOr(_ other: Tensor) throws -> Tensor { try Operator.logicalOr.one(.tensor(self), .tensor(other)) }
  public func logicalNot() throws -> Tensor { try Operator.logicalNot.one(.tensor(self)) }
  public func isFinite() throws -> Tensor { try Operator.isFinite.one(.tensor(self)) }

  /// `value` where `mask` is true, else `self`.
  public func maskedFill(_ mask: Tensor, _ value: Double) throws -> Tensor {
    try Operator.maskedFill.one(.tensor(self), .tensor(mask), .double(value))
  }
}
