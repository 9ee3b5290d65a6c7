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
  static let expand = Operator("aten::expand(Tensor(a) self, SymInt[] size, *, bool implicit=False) -> Tensor(a)")
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
  static let repeated = Operator("aten::repeat(Tensor self, SymInt[] repeats) -> Tensor")
  static let flip = Operator("aten::flip(Tensor self, int[] dims) -> Tensor")
  static let nonzero = Operator("aten::nonzero(Tensor self) -> Tensor")
}

extension Tensor {
  /// One size may be -1.
  public func reshaped(_ shape: [Int]) throws -> Tensor { try Operator.reshape.one(.tensor(self), .integers(shape)) }
  public func permuted(_ axes: [Int]) throws -> Tensor { try Operator.permute.one(.tensor(self), .integers(axes)) }
  public func transposed(_ a: Int, _ b: Int) throws -> Tensor {
    try Operator.transpose.one(.tensor(self), .integer(a), .integer(b))
  }
  public func flattened(_ start: Int = 0, _ end: Int = -1) throws -> Tensor {
    try Operator.flatten.one(.tensor(self), .integer(start), .integer(end))
  }
  public func unsqueezed(_ axis: Int) throws -> Tensor { try Operator.unsqueeze.one(.tensor(self), .integer(axis)) }
  public func squeezed(_ axis: Int) throws -> Tensor { try Operator.squeeze.one(.tensor(self), .integer(axis)) }
  /// -1 keeps an axis.
  public func expanded(_ shape: [Int]) throws -> Tensor { try Operator.expand.one(.tensor(self), .integers(shape)) }
  public func repeated(_ counts: [Int]) throws -> Tensor { try Operator.repeated.one(.tensor(self), .integers(counts)) }
  public func flipped(_ axes: [Int]) throws -> Tensor { try Operator.flip.one(.tensor(self), .integers(axes)) }

  public static func cat(_ tensors: [Tensor], _ axis: Int) throws -> Tensor {
    try Operator.concatenate.one(.tensors(tensors), .integer(axis))
  }
  public static func stack(_ tensors: [Tensor], _ axis: Int = 0) throws -> Tensor {
    try Operator.stack.one(.tensors(tensors), .integer(axis))
  }

  /// A view of `count` positions from `start`.
  public func narrowed(_ axis: Int, _ start: Int, _ count: Int) throws -> Tensor {
    try Operator.narrow.one(.tensor(self), .integer(axis), .integer(start), .integer(count))
  }
  /// One position; the axis goes.
  public func selected(_ axis: Int, _ index: Int) throws -> Tensor {
    try Operator.selectIndex.one(.tensor(self), .integer(axis), .integer(index))
  }
  /// Positions `indices` (`[N]`, Int64) of an axis.
  public func indexSelect(_ axis: Int, _ indices: Tensor) throws -> Tensor {
    try Operator.indexSelect.one(.tensor(self), .integer(axis), .tensor(indices))
  }
  public func gather(_ axis: Int, _ indices: Tensor) throws -> Tensor {
    try Operator.gather.one(.tensor(self), .integer(axis), .tensor(indices))
  }
  public func scatterAdd(_ axis: Int, _ indices: Tensor, _ source: Tensor) throws -> Tensor {
    try Operator.scatterAdd.one(.tensor(self), .integer(axis), .tensor(indices), .tensor(source))
  }
  /// Advanced indexing: Int64 positions or a Bool mask an axis, nil for a whole axis.
  public func indexed(_ indices: [Tensor?]) throws -> Tensor {
    try Operator.index.one(.tensor(self), .optionalTensors(indices))
  }
  public func rolled(_ shifts: [Int], axes: [Int]) throws -> Tensor {
    try Operator.roll.one(.tensor(self), .integers(shifts), .integers(axes))
  }
  /// Pads from the last axis on: `[left, right, top, bottom, ...]`.
  public func padded(_ amounts: [Int], value: Double = 0) throws -> Tensor {
    try Operator.constantPad.one(.tensor(self), .integers(amounts), .double(value))
  }
  /// Pieces of `size` along an axis; the last may be smaller.
  public func split(_ size: Int, axis: Int) throws -> [Tensor] {
    try Operator.split(.tensor(self), .integer(size), .integer(axis))
  }
  public func unbound(_ axis: Int) throws -> [Tensor] { try Operator.unbind(.tensor(self), .integer(axis)) }
  /// Positions of non-zero elements, `[N, rank]`. Waits for the device.
  public func nonzero() throws -> Tensor { try Operator.nonzero.one(.tensor(self)) }
}
