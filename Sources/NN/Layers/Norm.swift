import Torch

/// The norm that a model is built with.
public enum Norm: Sendable, Equatable {
  /// Layer norm; `affine: false` has no parameters (UMedPT's shared blocks).
  case layer(affine: Bool)

  public var isAffine: Bool {
    switch self {
    case .layer(let affine): affine
    }
  }

  static let epsilon = 1e-5

  /// Over the last axis of `[.., channels]`.
  public func tokens(_ channels: Int) throws -> LayerNorm { try LayerNorm(channels, isAffine: isAffine) }

  /// Over (C, H, W) of `[B, channels, H, W]`: the same idea for convolutional blocks.
  public func image(_ channels: Int) throws -> GroupNorm { try GroupNorm(channels, isAffine: isAffine) }
}

/// Normalises the last axis to mean 0 and variance 1 (Ba et al. 2016).
public final class LayerNorm: Module, UnaryLayer {
  @OptionalParameter public var weight: Tensor?  // [channels]
  @OptionalParameter public var bias: Tensor?  // [channels]

  public init(_ channels: Int, isAffine: Bool) throws {
    weight = isAffine ? try Tensor.ones([channels]) : nil
    bias = isAffine ? try Tensor.zeros([channels]) : nil
  }

  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    try input.fusedLayerNorm(weight: weight, bias: bias, epsilon: Norm.epsilon)
  }
}

/// Normalises each image over all of (C, H, W): group norm with one group (Wu and He 2018).
public final class GroupNorm: Module, UnaryLayer {
  @OptionalParameter public var weight: Tensor?  // [channels]
  @OptionalParameter public var bias: Tensor?  // [channels]

  public init(_ channels: Int, isAffine: Bool) throws {
    weight = isAffine ? try Tensor.ones([channels]) : nil
    bias = isAffine ? try Tensor.zeros([channels]) : nil
  }

  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    try input.groupNorm(1, weight: weight, bias: bias, epsilon: Norm.epsilon)
  }

  /// The norm and ReLU after it, in one pass where the norm has no parameters.
  public func relu(_ input: Tensor) throws -> Tensor {
    weight == nil ? try input.groupNormReLU(epsilon: Norm.epsilon) : try self(input).reluInPlace()
  }
}
