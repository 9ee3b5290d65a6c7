// Operators of our own library (Sources/CTorchLibrary/Kernels): several steps of a layer in one pass over memory.
//
// Each has a composed twin of libtorch's operators: the one that other devices and element types use, and that the
// tests compare with. Each throws `TorchError` where shapes, types or devices do not fit.
//
// B batch, H W height and width, C channels, nW windows an image, N tokens a window, d channels a head.

extension Operator {
  static let fusedGelu = Operator("umedpt::gelu(Tensor self, Tensor? bias=None) -> Tensor")
  static let residual = Operator(
    """
    umedpt::residual(Tensor input, Tensor branch, Tensor? bias=None, Tensor? scale=None) -> Tensor
    """)
  static let windowPartition = Operator("umedpt::window_partition(Tensor input, int window, int[2] shift) -> Tensor")
  static let windowReverse = Operator(
    """
    umedpt::window_reverse(Tensor windows, int window, int[2] shift, int[2] size) -> Tensor
    """)
  static let windowAttention = Operator(
    """
    umedpt::window_attention(Tensor qkv, Tensor bias, Tensor? mask, int heads, Tensor? qkv_bias=None) -> Tensor
    """)
  static let groupNormReLU = Operator("umedpt::group_norm_relu(Tensor input, float eps) -> Tensor")
  static let fusedLayerNorm = Operator(
    """
    umedpt::layer_norm(Tensor input, Tensor? weight, Tensor? bias, float eps) -> Tensor
    """)
}

extension Tensor {
  /// `gelu(self + bias)`, the exact form with the error function.
  ///
  /// - Parameter bias: `[C]`, of the last axis; that of the product before, which then needs none of its own.
  /// - Throws: `TorchError`.
  public func fusedGelu(bias: Tensor? = nil) throws -> Tensor {
    guard hasFusedOperators else { return try composedGelu(bias: bias) }
    return try Operator.fusedGelu.one(.tensor(self), .optional(bias))
  }

  /// `self + scale * (branch + bias)`: the end of a residual block.
  ///
  /// - Parameters:
  ///   - branch: of this tensor's shape `[B, .., C]`; may be bfloat16 where this one is float32.
  ///   - bias: `[C]`, that of the branch's last product.
  ///   - scale: B numbers, stochastic depth's factor of each sample. Gets no gradient.
  /// - Throws: `TorchError`.
  public func joined(_ branch: Tensor, bias: Tensor? = nil, scale: Tensor? = nil) throws -> Tensor {
    guard hasFusedOperators && branch.hasFusedOperators else {
      return try composedJoined(branch, bias: bias, scale: scale)
    }
    return try Operator.residual.one(.tensor(self), .tensor(branch), .optional(bias), .optional(scale))
  }

  /// `[B, H, W, C] -> [B * nW, window * window, C]`: padded right and below with zeros, rolled by `-shift`, cut.
  ///
  /// - Parameter shift: along height and width; 0 on an axis that one window covers.
  /// - Throws: `TorchError`.
  public func windowPartitioned(_ window: Int, shift: [Int]) throws -> Tensor {
    guard device == .cpu else { return try composedWindowPartitioned(window, shift: shift) }
    return try Operator.windowPartition.one(.tensor(self), .integer(window), .integers(shift))
  }

  /// `[B * nW, window * window, C] -> [B, H, W, C]`, the inverse of `windowPartitioned` for `size` = [H, W].
  /// - Throws: `TorchError`.
  public func windowReversed(_ window: Int, shift: [Int], size: [Int]) throws -> Tensor {
    guard device == .cpu else { return try composedWindowReversed(window, shift: shift, size: size) }
    return try Operator.windowReverse.one(.tensor(self), .integer(window), .integers(shift), .integers(size))
  }

  /// Attention within windows: `softmax(q k^T / sqrt(d) + bias + mask) v`, softmax in float32.
  ///
  /// This tensor is `[B * nW, N, 3C]`: queries, keys, values, each by head.
  /// - Parameters:
  ///   - bias: `[heads, N, N]`. Its gradient is summed in an order that does not depend on the threads.
  ///   - mask: `[nW, N, N]`, added; window w uses row w mod nW. Gets no gradient.
  ///   - qkvBias: `[3C]`, that of the product that made this tensor.
  /// - Returns: `[B * nW, N, C]`.
  /// - Throws: `TorchError`.
  public func windowAttention(bias: Tensor, mask: Tensor?, heads: Int, qkvBias: Tensor? = nil) throws -> Tensor {
    guard hasFusedOperators else {
      return try composedWindowAttention(bias: bias, mask: mask, heads: heads, qkvBias: qkvBias)
    }
    return try Operator.windowAttention.one(
      .tensor(self), .tensor(bias), .optional(mask), .integer(heads), .optional(qkvBias))
  }

  /// `relu((self - mean) / sqrt(variance + epsilon))` over all of (C, H, W) of each image; keeps the memory layout.
  /// - Throws: `TorchError`.
  public func groupNormReLU(epsilon: Double) throws -> Tensor {
    guard hasFusedOperators else { return try composedGroupNormReLU(epsilon: epsilon) }
    return try Operator.groupNormReLU.one(.tensor(self), .double(epsilon))
  }

  /// Layer norm over the last axis, statistics in float32.
  ///
  /// - Parameters:
  ///   - weight: `[C]`, factors; nil for none.
  ///   - bias: `[C]`, added; nil for none.
  /// - Throws: `TorchError`.
  public func fusedLayerNorm(weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double) throws -> Tensor {
    guard hasFusedOperators else { return try layerNorm([size(-1)], weight: weight, bias: bias, epsilon: epsilon) }
    return try Operator.fusedLayerNorm.one(.tensor(self), .optional(weight), .optional(bias), .double(epsilon))
  }

  private var hasFusedOperators: Bool { device == .cpu && (dtype == .float32 || dtype == .bfloat16) }
}

// The twins.
extension Tensor {
  package func composedGelu(bias: Tensor?) throws -> Tensor {
    guard let bias else { return try gelu() }
    return try (self + bias).gelu()
  }

  package func composedJoined(_ branch: Tensor, bias: Tensor?, scale: Tensor?) throws -> Tensor {
    var x = branch
    if let bias { x = try x + bias }
    if let scale { x = try x * scale.reshaped([-1] + [Int](repeating: 1, count: rank - 1)) }
    return try self + x.to(dtype)
  }

  package func composedWindowPartitioned(_ window: Int, shift: [Int]) throws -> Tensor {
    let (B, C) = (size(0), size(3))
    let (bottom, right) = (Self.missing(size(1), window), Self.missing(size(2), window))
    var x = try bottom + right > 0 ? padded([0, 0, 0, right, 0, bottom]) : self
    let (rows, columns) = (x.size(1) / window, x.size(2) / window)
    x = try x.rolled(shift.map { -$0 }, axes: [1, 2])
    x = try x.reshaped([B, rows, window, columns, window, C]).permuted([0, 1, 3, 2, 4, 5])
    return try x.reshaped([B * rows * columns, window * window, C])
  }

  package func composedWindowReversed(_ window: Int, shift: [Int], size: [Int]) throws -> Tensor {
    let (rows, columns) = ((size[0] + window - 1) / window, (size[1] + window - 1) / window)
    let C = self.size(2)
    var x = try reshaped([-1, rows, columns, window, window, C]).permuted([0, 1, 3, 2, 4, 5])
    x = try x.reshaped([-1, rows * window, columns * window, C])
    x = try x.rolled(shift, axes: [1, 2])
    return try x.narrowed(1, 0, size[0]).narrowed(2, 0, size[1])
  }

  package func composedWindowAttention(bias: Tensor, mask: Tensor?, heads: Int, qkvBias: Tensor?) throws -> Tensor {
    let (windows, N, C) = (size(0), size(1), size(2) / 3)
    let d = C / heads
    let x = try qkvBias.map { try self + $0.to(dtype) } ?? self
    let parts = try x.reshaped([windows, N, 3, heads, d]).permuted([2, 0, 3, 1, 4]).unbound(0)
    let scale = 1 / Double(d).squareRoot()
    var scores = try (parts[0] * scale).matmul(parts[1].transposed(-2, -1)) + bias  // [B * nW, heads, N, N]
    if let mask {
      scores = try scores.reshaped([-1, mask.size(0), heads, N, N]) + mask.unsqueezed(1).unsqueezed(0)
      scores = try scores.reshaped([windows, heads, N, N])
    }
    let y = try scores.softmax(-1).to(dtype).matmul(parts[2])  // [B * nW, heads, N, d]
    return try y.transposed(1, 2).reshaped([windows, N, C])
  }

  package func composedGroupNormReLU(epsilon: Double) throws -> Tensor { try groupNorm(1, epsilon: epsilon).relu() }

  private static func missing(_ length: Int, _ window: Int) -> Int { (window - length % window) % window }
}
