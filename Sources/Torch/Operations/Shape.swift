// Views, joins and indexing. Negative axes count from the end.
// Each throws `TorchError` in libtorch's words where shapes, types or devices do not fit.

extension Operator {
  static let reshape = Operator("aten::reshape(Tensor(a) self, SymInt[] shape) -> Tensor(a)")
  static let permute = Operator("aten::permute(Tensor(a) self, int[] dims) -> Tensor(a)")
  static let transpose = Operator("aten::transpose.int(Tensor(a) self, int dim0, int dim1) -> Tensor(a)")
  static let flatten = Operator(
    """
    aten::flatten.using_ints(Tensor(a) self, int start_dim=0, int end_dim=-1) -> Tensor(a)
    """)
  static let unsqueeze = Operator("aten::unsqueeze(Tensor(a) self, int dim) -> Tensor(a)")
  static let squeeze = Operator("aten::squeeze.dim(Tensor(a) self, int dim) -> Tensor(a)")
  static let concatenate = Operator("aten::cat(Tensor[] tensors, int dim=0) -> Tensor")
  static let stack = Operator("aten::stack(Tensor[] tensors, int dim=0) -> Tensor")
  static let narrow = Operator("aten::narrow(Tensor(a) self, int dim, SymInt start, SymInt length) -> Tensor(a)")
  static let selectIndex = Operator("aten::select.int(Tensor(a) self, int dim, SymInt index) -> Tensor(a)")
  static let indexSelect = Operator("aten::index_select(Tensor self, int dim, Tensor index) -> Tensor")
  static let gather = Operator("aten::gather(Tensor self, int dim, Tensor index, *, bool sparse_grad=False) -> Tensor")
  static let scatterAdd = Operator("aten::scatter_add(Tensor self, int dim, Tensor index, Tensor src) -> Tensor")
  static let index = Operator("aten::index.Tensor(Tensor self, Tensor?[] indices) -> Tensor")
  static let roll = Operator("aten::roll(Tensor self, SymInt[1] shifts, int[1] dims=[]) -> Tensor")
  static let constantPad = Operator("aten::constant_pad_nd(Tensor self, SymInt[] pad, Scalar value=0) -> Tensor")
  static let split = Operator("aten::split.Tensor(Tensor(a -> *) self, SymInt split_size, int dim=0) -> Tensor(a)[]")
  static let unbind = Operator("aten::unbind.int(Tensor(a -> *) self, int dim=0) -> Tensor(a)[]")
  static let flip = Operator("aten::flip(Tensor self, int[] dims) -> Tensor")
}

extension Tensor {
  /// The same elements, row-major, in another shape; one size may be -1. A view where memory allows it, else a copy.
  /// - Throws: `TorchError`.
  public func reshaped(_ shape: [Int]) throws -> Tensor { try Operator.reshape.one(.tensor(self), .integers(shape)) }
  /// A view whose axis i is this tensor's axis `axes[i]`.
  /// - Throws: `TorchError`.
  public func permuted(_ axes: [Int]) throws -> Tensor { try Operator.permute.one(.tensor(self), .integers(axes)) }
  /// A view with two axes exchanged.
  /// - Throws: `TorchError`.
  public func transposed(_ a: Int, _ b: Int) throws -> Tensor {
    try Operator.transpose.one(.tensor(self), .integer(a), .integer(b))
  }
  /// Axes `start` to `end`, both included, as one.
  /// - Throws: `TorchError`.
  public func flattened(_ start: Int = 0, _ end: Int = -1) throws -> Tensor {
    try Operator.flatten.one(.tensor(self), .integer(start), .integer(end))
  }
  /// A view with a new axis of size 1 at `axis`, counted in the result.
  /// - Throws: `TorchError`.
  public func unsqueezed(_ axis: Int) throws -> Tensor { try Operator.unsqueeze.one(.tensor(self), .integer(axis)) }
  /// A view without `axis` where its size is 1, else the same tensor.
  /// - Throws: `TorchError`.
  public func squeezed(_ axis: Int) throws -> Tensor { try Operator.squeeze.one(.tensor(self), .integer(axis)) }
  /// A copy with the order along `axes` reversed.
  /// - Throws: `TorchError`.
  public func flipped(_ axes: [Int]) throws -> Tensor { try Operator.flip.one(.tensor(self), .integers(axes)) }

  /// Laid one after the other along an axis; all other sizes are equal.
  /// - Throws: `TorchError`.
  public static func cat(_ tensors: [Tensor], _ axis: Int) throws -> Tensor {
    try Operator.concatenate.one(.tensors(tensors), .integer(axis))
  }
  /// Laid along a new axis; all shapes are equal.
  /// - Throws: `TorchError`.
  public static func stack(_ tensors: [Tensor], _ axis: Int = 0) throws -> Tensor {
    try Operator.stack.one(.tensors(tensors), .integer(axis))
  }

  /// A view of the positions `start..<start + count` of `axis`, whose size becomes `count`.
  /// - Throws: `TorchError`.
  public func narrowed(_ axis: Int, _ start: Int, _ count: Int) throws -> Tensor {
    try Operator.narrow.one(.tensor(self), .integer(axis), .integer(start), .integer(count))
  }
  /// A view of the position `index` of `axis`, which goes.
  /// - Throws: `TorchError`.
  public func selected(_ axis: Int, _ index: Int) throws -> Tensor {
    try Operator.selectIndex.one(.tensor(self), .integer(axis), .integer(index))
  }
  /// A copy of positions `indices` (`[N]`, Int64) of an axis, whose size becomes N.
  /// - Throws: `TorchError`.
  public func indexSelect(_ axis: Int, _ indices: Tensor) throws -> Tensor {
    try Operator.indexSelect.one(.tensor(self), .integer(axis), .tensor(indices))
  }
  /// The element of each place of `indices` (Int64, this rank): the one whose position along `axis` stands there.
  /// - Throws: `TorchError`.
  public func gather(_ axis: Int, _ indices: Tensor) throws -> Tensor {
    try Operator.gather.one(.tensor(self), .integer(axis), .tensor(indices))
  }
  /// A copy to which each element of `source` is added at the position along `axis` that stands at its place in
  /// `indices` (Int64, `source`'s shape).
  /// - Throws: `TorchError`.
  public func scatterAdd(_ axis: Int, _ indices: Tensor, _ source: Tensor) throws -> Tensor {
    try Operator.scatterAdd.one(.tensor(self), .integer(axis), .tensor(indices), .tensor(source))
  }
  /// Advanced indexing: Int64 positions or a Bool mask an axis, nil for a whole axis.
  /// - Throws: `TorchError`.
  public func indexed(_ indices: [Tensor?]) throws -> Tensor {
    try Operator.index.one(.tensor(self), .optionalTensors(indices))
  }
  /// A copy moved by `shifts` along `axes`; what leaves at one end comes in at the other.
  /// - Throws: `TorchError`.
  public func rolled(_ shifts: [Int], axes: [Int]) throws -> Tensor {
    try Operator.roll.one(.tensor(self), .integers(shifts), .integers(axes))
  }
  /// A copy with `value` around it: `amounts` are `[left, right, top, bottom, ...]`, from the last axis on.
  /// - Throws: `TorchError`.
  public func padded(_ amounts: [Int], value: Double = 0) throws -> Tensor {
    try Operator.constantPad.one(.tensor(self), .integers(amounts), .double(value))
  }
  /// Pieces of `size` along an axis; the last may be smaller.
  /// - Throws: `TorchError`.
  public func split(_ size: Int, axis: Int) throws -> [Tensor] {
    try Operator.split(.tensor(self), .integer(size), .integer(axis))
  }
  /// Views of each position of an axis, which goes.
  /// - Throws: `TorchError`.
  public func unbound(_ axis: Int) throws -> [Tensor] { try Operator.unbind(.tensor(self), .integer(axis)) }
}
