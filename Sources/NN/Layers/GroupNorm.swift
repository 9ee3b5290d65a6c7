import Torch

/// Normalises each image over all of (C, H, W): group norm with one group (Wu and He 2018).
public final class GroupNorm: Module, UnaryLayer {
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

  /// Normalises `[B, channels, H, W]`, its shape kept.
  /// - Throws: `TorchError` if the channels differ.
  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    try input.groupNorm(1, weight: weight, bias: bias, epsilon: Norm.epsilon)
  }

  /// The norm and ReLU after it, in one pass where the norm has no parameters.
  /// - Throws: `TorchError` if the channels differ.
  public func relu(_ input: Tensor) throws -> Tensor {
    weight == nil ? try input.groupNormReLU(epsilon: Norm.epsilon) : try self(input).reluInPlace()
  }
}
