// Sums, means, norms. An empty axis list reduces everything to a scalar.
// Each throws `TorchError` in libtorch's words where shapes, types or devices do not fit.

extension Operator {
  static let sumAll = Operator("aten::sum(Tensor self, *, ScalarType? dtype=None) -> Tensor")
  static let sum = Operator(
    """
    aten::sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor
    """)
  static let meanAll = Operator("aten::mean(Tensor self, *, ScalarType? dtype=None) -> Tensor")
  static let mean = Operator(
    """
    aten::mean.dim(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor
    """)
  static let all = Operator("aten::all(Tensor self) -> Tensor")
  static let foreachNorm = Operator(
    """
    aten::_foreach_norm.Scalar(Tensor[] self, Scalar ord=2, ScalarType? dtype=None) -> Tensor[]
    """)
  static let foreachMultiply = Operator("aten::_foreach_mul_.Tensor(Tensor(a!)[] self, Tensor other) -> ()")
  static let foreachAdd = Operator("aten::_foreach_add_.Scalar(Tensor(a!)[] self, Scalar scalar) -> ()")
  static let vectorNorm = Operator(
    """
    aten::linalg_vector_norm(Tensor self, Scalar ord=2, int[1]? dim=None, bool keepdim=False, *, ScalarType? \
    dtype=None) -> Tensor
    """)
}

extension Tensor {
  /// The sum over `axes`, which go unless they are kept with size 1; integers and Bool sum up to Int64.
  /// - Throws: `TorchError`.
  public func sum(_ axes: [Int] = [], keepingAxes: Bool = false) throws -> Tensor {
    if axes.isEmpty { return try Operator.sumAll.one(.tensor(self)) }
    return try Operator.sum.one(.tensor(self), .integers(axes), .bool(keepingAxes))
  }
  /// The mean over `axes`, which go unless they are kept with size 1; for floating-point numbers, not a number of no
  /// elements.
  /// - Throws: `TorchError`.
  public func mean(_ axes: [Int] = [], keepingAxes: Bool = false) throws -> Tensor {
    if axes.isEmpty { return try Operator.meanAll.one(.tensor(self)) }
    return try Operator.mean.one(.tensor(self), .integers(axes), .bool(keepingAxes))
  }
  /// Whether no element is 0 or false: a Bool scalar.
  /// - Throws: `TorchError`.
  public func all() throws -> Tensor { try Operator.all.one(.tensor(self)) }
}

/// The L2 norm over all elements of all tensors, a scalar on their device.
/// - Throws: `TorchError`.
public func totalNorm(_ tensors: [Tensor]) throws -> Tensor {
  let norms = try Operator.foreachNorm(.tensors(tensors), 2.0)
  return try Operator.vectorNorm.one(.tensor(Tensor.stack(norms)))
}

/// Multiplies every tensor by the scalar tensor `factor`, in place.
/// - Throws: `TorchError`.
public func multiplyAll(_ tensors: [Tensor], by factor: Tensor) throws {
  _ = try Operator.foreachMultiply(.tensors(tensors), .tensor(factor))
}

/// Adds one to every tensor, in place.
/// - Throws: `TorchError`.
public func addOne(to tensors: [Tensor]) throws { _ = try Operator.foreachAdd(.tensors(tensors), 1) }
