import Torch

/// `x W^T + b` over the last axis: `[.., inputs] -> [.., outputs]`.
public final class Linear: Module, UnaryLayer {
  @Parameter public var weight: Tensor  // [outputs, inputs]
  @OptionalParameter public var bias: Tensor?  // [outputs]

  /// Weights start truncated normal with deviation 0.02, the bias at 0 (Swin's start, paper reference 32).
  public init(_ inputs: Int, _ outputs: Int, hasBias: Bool = true) throws {
    weight = try Initializer.truncatedNormal(deviation: 0.02).tensor([outputs, inputs])
    bias = hasBias ? try Tensor.zeros([outputs]) : nil
  }

  public func callAsFunction(_ input: Tensor) throws -> Tensor { try input.linear(weight, bias) }

  /// `x W^T` alone, for a fused operator that adds the bias on its way.
  public func product(_ input: Tensor) throws -> Tensor { try input.linear(weight, nil) }
}
