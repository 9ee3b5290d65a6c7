import Torch

/// Normalises the last axis to mean 0 and variance 1 (Ba et al. 2016).
public final class LayerNorm: Module, UnaryLayer {
  /// The factor of each channel, `[channels]`, 1 at the start; nil without parameters.
  @OptionalParameter public var weight: Tensor?
  /// What is added to each channel, `[channels]`, 0 at the start; nil without parameters.
  @OptionalParameter public var bias: Tensor?

  /// A norm of `channels` channels.
  /// - Parameter isAffine: whether there are parameters.
  /// - Throws: `TorchError` for channels below 0.
  public init(_ channels: Int, isAffine: Bool) throws {
    weight = isAffine ? try Tensor.ones([channels]) : nil
    bias = isAffine ? try Tensor.zeros([channels]) : nil
  }

  /// Normalises `[.., channels]`, its shape kept; statistics in float32.
  /// - Throws: `TorchError` if the last axis differs.
  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    try input.fusedLayerNorm(weight: weight, bias: bias, epsilon: Norm.epsilon)
  }
}
