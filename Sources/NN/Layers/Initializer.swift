import Torch

/// Start values of weights, drawn from libtorch's seeded generator on the CPU.
public enum Initializer: Sendable {
  /// Normal numbers around 0.
  case normal(deviation: Double)
  /// Normal numbers around 0, cut off outside two deviations.
  case truncatedNormal(deviation: Double)
  /// Normal numbers of deviation sqrt(2 / fan in), for ReLU (He et al. 2015).
  case kaimingNormal
  /// Uniform numbers within sqrt(1 / fan in), the default of PyTorch's layers.
  case kaimingUniform
  /// The same number everywhere.
  case constant(Double)

  /// A float32 tensor of `shape`, `[outputs, inputs, ...]`, on the CPU.
  /// - Throws: `TorchError` for sizes below 0.
  public func tensor(_ shape: [Int]) throws -> Tensor {
    let tensor = try Tensor.zeros(shape)
    try fill(tensor)
    return tensor
  }

  /// Overwrites `tensor`, `[outputs, inputs, ...]`.
  /// - Throws: `TorchError` for a tensor of integers.
  public func fill(_ tensor: Tensor) throws {
    let fanIn = Double(max(1, tensor.shape.dropFirst().reduce(1, *)))
    try withoutGradients {
      switch self {
      case .normal(let deviation): try tensor.normalInPlace(deviation: deviation)
      case .truncatedNormal(let deviation): try fillTruncated(tensor, deviation)
      case .kaimingNormal: try tensor.normalInPlace(deviation: (2 / fanIn).squareRoot())
      case .kaimingUniform:
        let bound = (1 / fanIn).squareRoot()
        try tensor.uniformInPlace(-bound...bound)
      case .constant(let value): try tensor.fillInPlace(value)
      }
    }
  }

  /// The inverse of the normal distribution over the part of it that lies within two deviations.
  private func fillTruncated(_ tensor: Tensor, _ deviation: Double) throws {
    let insideTwoDeviations = 0.9544997361036416
    try tensor.uniformInPlace(-insideTwoDeviations...insideTwoDeviations)
    try tensor.copyInPlace(tensor.erfinv() * (deviation * 2.0.squareRoot()))
  }
}
