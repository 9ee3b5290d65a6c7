// Layers' arithmetic. Images are [B, C, H, W].
// Each throws `TorchError` in libtorch's words where shapes, types or devices do not fit.

extension Operator {
  static let linear = Operator("aten::linear(Tensor input, Tensor weight, Tensor? bias=None) -> Tensor")
  static let matmul = Operator("aten::matmul(Tensor self, Tensor other) -> Tensor")
  static let conv2d = Operator(
    """
    aten::conv2d(Tensor input, Tensor weight, Tensor? bias=None, SymInt[2] stride=[1, 1], SymInt[2] padding=[0, \
    0], SymInt[2] dilation=[1, 1], SymInt groups=1) -> Tensor
    """)
  static let layerNorm = Operator(
    """
    aten::layer_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight=None, Tensor? bias=None, float \
    eps=1.0000000000000001e-05, bool cudnn_enable=True) -> Tensor
    """)
  static let groupNorm = Operator(
    """
    aten::group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None, float \
    eps=1.0000000000000001e-05, bool cudnn_enabled=True) -> Tensor
    """)
  static let gelu = Operator(#"aten::gelu(Tensor self, *, str approximate="none") -> Tensor"#)
  static let relu = Operator("aten::relu(Tensor self) -> Tensor")
  static let reluInPlace = Operator("aten::relu_(Tensor(a!) self) -> Tensor(a!)")
  static let sigmoid = Operator("aten::sigmoid(Tensor self) -> Tensor")
  static let softmax = Operator("aten::softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor")
  static let logSoftmax = Operator("aten::log_softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor")
  static let upsampleNearest = Operator(
    """
    aten::upsample_nearest2d(Tensor self, SymInt[2] output_size, float? scales_h=None, float? scales_w=None) -> \
    Tensor
    """)
  static let upsampleBilinear = Operator(
    """
    aten::upsample_bilinear2d(Tensor self, SymInt[2] output_size, bool align_corners, float? scales_h=None, \
    float? scales_w=None) -> Tensor
    """)
  static let oneHot = Operator("aten::one_hot(Tensor self, int num_classes=-1) -> Tensor")
  static let crossEntropy = Operator(
    """
    aten::cross_entropy_loss(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt \
    ignore_index=-100, float label_smoothing=0.) -> Tensor
    """)
  static let binaryCrossEntropy = Operator(
    """
    aten::binary_cross_entropy_with_logits(Tensor self, Tensor target, Tensor? weight=None, Tensor? \
    pos_weight=None, int reduction=1) -> Tensor
    """)
}

extension Tensor {
  /// `self [.., in] x weight [out, in]^T + bias [out]`.
  /// - Throws: `TorchError`.
  public func linear(_ weight: Tensor, _ bias: Tensor?) throws -> Tensor {
    try Operator.linear.one(.tensor(self), .tensor(weight), .optional(bias))
  }

  /// `[.., n, m] x [.., m, p] -> [.., n, p]`, the leading axes broadcast.
  /// - Throws: `TorchError`.
  public func matmul(_ other: Tensor) throws -> Tensor { try Operator.matmul.one(.tensor(self), .tensor(other)) }

  /// `[B, in, H, W] -> [B, out, H', W']`, H' = (H + 2 padding - kernel) / stride + 1, rounded down.
  /// - Parameters:
  ///   - weight: `[out, in / groups, kernel, kernel]`.
  ///   - bias: `[out]`.
  /// - Throws: `TorchError`.
  public func conv2d(_ weight: Tensor, _ bias: Tensor?, stride: Int = 1, padding: Int = 0, groups: Int = 1) throws
    -> Tensor
  {
    try Operator.conv2d.one(
      .tensor(self), .tensor(weight), .optional(bias), [stride, stride], [padding, padding], [1, 1], .integer(groups))
  }

  /// Normalises over the last axes, which have the sizes `shape`, as `weight` and `bias` have.
  /// - Throws: `TorchError`.
  public func layerNorm(_ shape: [Int], weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double) throws -> Tensor {
    try Operator.layerNorm.one(
      .tensor(self), .integers(shape), .optional(weight), .optional(bias), .double(epsilon))
  }

  /// Normalises `[B, C, ..]` over each of `groups` equal parts of C and all further axes; `weight` and `bias`: `[C]`.
  /// - Throws: `TorchError`.
  public func groupNorm(_ groups: Int, weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double) throws -> Tensor {
    try Operator.groupNorm.one(.tensor(self), .integer(groups), .optional(weight), .optional(bias), .double(epsilon))
  }

  /// GELU in its exact form, with the error function.
  /// - Throws: `TorchError`.
  public func gelu() throws -> Tensor { try Operator.gelu.one(.tensor(self), .string("none")) }
  /// max(x, 0) of every element.
  /// - Throws: `TorchError`.
  public func relu() throws -> Tensor { try Operator.relu.one(.tensor(self)) }
  /// max(x, 0) in this tensor's own memory; gives this tensor.
  /// - Throws: `TorchError`.
  public func reluInPlace() throws -> Tensor { try Operator.reluInPlace.one(.tensor(self)) }
  /// 1 / (1 + exp(-x)) of every element, in 0...1.
  /// - Throws: `TorchError`.
  public func sigmoid() throws -> Tensor { try Operator.sigmoid.one(.tensor(self)) }
  /// The softmax along an axis, which then sums to 1.
  /// - Parameter dtype: what the elements are converted to first; nil keeps theirs.
  /// - Throws: `TorchError`.
  public func softmax(_ axis: Int, dtype: DType? = nil) throws -> Tensor {
    try Operator.softmax.one(.tensor(self), .integer(axis), .optional(dtype))
  }
  /// The logarithm of `softmax` along an axis, without its rounding at small probabilities.
  /// - Throws: `TorchError`.
  public func logSoftmax(_ axis: Int) throws -> Tensor { try Operator.logSoftmax.one(.tensor(self), .integer(axis)) }

  /// `[B, C, H, W] -> [B, C, height, width]`: pixel i takes floor(i H / height).
  /// - Throws: `TorchError`.
  public func upsampledNearest(height: Int, width: Int) throws -> Tensor {
    try Operator.upsampleNearest.one(.tensor(self), [height, width])
  }
  /// `[B, C, H, W] -> [B, C, height, width]`; pixel centres keep their place (align_corners false).
  /// - Throws: `TorchError`.
  public func upsampledBilinear(height: Int, width: Int) throws -> Tensor {
    try Operator.upsampleBilinear.one(.tensor(self), [height, width], false)
  }

  /// `[..] -> [.., count]`, both Int64, from elements in `0..<count`.
  /// - Throws: `TorchError`.
  public func oneHot(_ count: Int) throws -> Tensor { try Operator.oneHot.one(.tensor(self), .integer(count)) }

  /// Mean cross entropy of logits `[B, K]` against `labels` `[B]`, Int64 in `0..<K`.
  /// - Throws: `TorchError`.
  public func crossEntropy(_ labels: Tensor) throws -> Tensor {
    try Operator.crossEntropy.one(.tensor(self), .tensor(labels))
  }

  /// Elementwise binary cross entropy of logits against `targets` in 0...1, times `weight`, all of one shape.
  /// - Throws: `TorchError`.
  public func binaryCrossEntropy(_ targets: Tensor, weight: Tensor? = nil) throws -> Tensor {
    try Operator.binaryCrossEntropy.one(.tensor(self), .tensor(targets), .optional(weight), nil, 0)
  }
}
