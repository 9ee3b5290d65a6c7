// Sums, extremes, norms, order. An empty axis list reduces everything to a scalar.
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
  static let amax = Operator("aten::amax(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor")
  static let amin = Operator("aten::amin(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor")
  static let minAxis = Operator(
    """
    aten::min.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)
    """)
  static let maxAxis = Operator(
    """
    aten::max.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)
    """)
  static let argmax = Operator("aten::argmax(Tensor self, int? dim=None, bool keepdim=False) -> Tensor")
  static let topK = Operator(
    """
    aten::topk(Tensor self, SymInt k, int dim=-1, bool largest=True, bool sorted=True) -> (Tensor values, Tensor \
    indices)
    """)
  static let sort = Operator(
    """
    aten::sort.stable(Tensor self, *, bool? stable, int dim=-1, bool descending=False) -> (Tensor values, Tensor \
    indices)
    """)
  static let all = Operator("aten::all(Tensor self) -> Tensor")
  static let any = Operator("aten::any(Tensor self) -> Tensor")
  static let bincount = Operator("aten::bincount(Tensor self, Tensor? weights=None, SymInt minlength=0) -> Tensor")
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
  /// Over `axes`, which go unless they are kept with size 1; integers and Bool sum up to Int64.
  /// - Throws: `TorchError`.
  public func sum(_ axes: [Int] = [], keepingAxes: Bool = false) throws -> Tensor {
    if axes.isEmpty { return try Operator.sumAll.one(.tensor(self)) }
    return try Operator.sum.one(.tensor(self), .integers(axes), .bool(keepingAxes))
  }
  /// Over `axes`, which go unless they are kept with size 1; for floating-point numbers, not a number of no elements.
  /// - Throws: `TorchError`.
  public func mean(_ axes: [Int] = [], keepingAxes: Bool = false) throws -> Tensor {
    if axes.isEmpty { return try Operator.meanAll.one(.tensor(self)) }
    return try Operator.mean.one(.tensor(self), .integers(axes), .bool(keepingAxes))
  }
  /// The largest over `axes`; equal ones share the gradient. An error where there is no element.
  /// - Throws: `TorchError`.
  public func amax(_ axes: [Int] = [], keepingAxes: Bool = false) throws -> Tensor {
    try Operator.amax.one(.tensor(self), .integers(axes), .bool(keepingAxes))
  }
  /// The smallest over `axes`; equal ones share the gradient. An error where there is no element.
  /// - Throws: `TorchError`.
  public func amin(_ axes: [Int] = [], keepingAxes: Bool = false) throws -> Tensor {
    try Operator.amin.one(.tensor(self), .integers(axes), .bool(keepingAxes))
  }
  /// The smallest along an axis, which goes, and its Int64 positions; of equal ones any.
  /// - Throws: `TorchError`.
  public func minimum(axis: Int) throws -> (values: Tensor, indices: Tensor) {
    let found = try Operator.minAxis(.tensor(self), .integer(axis))
    return (found[0], found[1])
  }
  /// The largest along an axis, which goes, and its Int64 positions; of equal ones any.
  /// - Throws: `TorchError`.
  public func maximum(axis: Int) throws -> (values: Tensor, indices: Tensor) {
    let found = try Operator.maxAxis(.tensor(self), .integer(axis))
    return (found[0], found[1])
  }
  /// Int64 positions of the largest along an axis, which goes; of equal ones any.
  /// - Throws: `TorchError`.
  public func argmax(_ axis: Int) throws -> Tensor { try Operator.argmax.one(.tensor(self), .integer(axis)) }
  /// The `count` largest along an axis, in falling order, and their Int64 positions.
  /// - Throws: `TorchError`.
  public func topK(_ count: Int, axis: Int = -1) throws -> (values: Tensor, indices: Tensor) {
    let found = try Operator.topK(.tensor(self), .integer(count), .integer(axis))
    return (found[0], found[1])
  }
  /// Stable order along an axis, and the Int64 positions that the elements had.
  /// - Throws: `TorchError`.
  public func sorted(axis: Int = -1, descending: Bool = false) throws -> (values: Tensor, indices: Tensor) {
    let found = try Operator.sort(.tensor(self), true, .integer(axis), .bool(descending))
    return (found[0], found[1])
  }
  /// Whether no element is 0 or false: a Bool scalar.
  /// - Throws: `TorchError`.
  public func all() throws -> Tensor { try Operator.all.one(.tensor(self)) }
  /// Whether an element is neither 0 nor false: a Bool scalar.
  /// - Throws: `TorchError`.
  public func any() throws -> Tensor { try Operator.any.one(.tensor(self)) }
  /// How often each of `0..<minimumCount` (or more) occurs in a flat Int64 tensor.
  /// - Throws: `TorchError`.
  public func bincount(minimumCount: Int) throws -> Tensor {
    try Operator.bincount.one(.tensor(self), nil, .integer(minimumCount))
  }
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
