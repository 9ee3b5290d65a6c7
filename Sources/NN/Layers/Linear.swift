import Torch

/// `x W^T + b` over the last axis: `[.., inputs] -> [.., outputs]`.
public final class Linear: Module, UnaryLayer {
  /// The factors W, `[outputs, inputs]`.
  @Parameter public var weight: Tensor
  /// What is added, b, `[outputs]`; nil without.
  @OptionalParameter public var bias: Tensor?

  /// Weights start truncated normal with deviation 0.02, the bias at 0 (Swin's start, paper reference 32).
  /// - Throws: `TorchError` for sizes below 0.
  public init(_ inputs: Int, _ outputs: Int, hasBias: Bool = true) throws {
    weight = try Initializer.truncatedNormal(deviation: 0.02).tensor([outputs, inputs])
    bias = hasBias ? try Tensor.zeros([outputs]) : nil
  }

  /// The product with the bias, `[.., inputs] -> [.., outputs]`.
  /// - Throws: `TorchError` if the last axis differs.
  public func callAsFunction(_ input: Tensor) throws -> Tensor { try input.linear(weight, bias) }

  /// `x W^T` alone, for a fused operator that adds the bias on its way.
  /// - Throws: `TorchError` if the last axis differs.
  public func product(_ input: Tensor) throws -> Tensor { try input.linear(weight, nil) }
}
