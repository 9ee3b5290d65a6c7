import Torch

/// Stochastic depth (Huang et al. 2016): in training, a sample's branch is dropped with `probability`, else scaled up.
public final class DropPath: Module, UnaryLayer {
  let probability: Double

  public init(_ probability: Double) {
    precondition((0..<1).contains(probability), "a branch is dropped with a probability in 0..<1, not \(probability)")
    self.probability = probability
  }

  /// - Parameter input: `[B, ...]`.
  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    guard isTraining && probability > 0 else { return input }
    var shape = [Int](repeating: 1, count: input.rank)
    shape[0] = input.size(0)
    let kept = try Tensor.zeros(shape, dtype: input.dtype)
    try kept.bernoulliInPlace(1 - probability)
    try kept.mulInPlace(1 / (1 - probability))
    return try input * kept.to(input.device)
  }
}
