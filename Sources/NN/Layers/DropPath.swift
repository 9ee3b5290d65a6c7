import Torch

/// Stochastic depth (Huang et al. 2016): in training, a sample's branch is dropped with `probability`, else scaled up.
public final class DropPath: Module {
  let probability: Double

  /// Stochastic depth of one branch.
  /// - Parameter probability: in `0..<1`; 0 drops nothing.
  public init(_ probability: Double) {
    precondition((0..<1).contains(probability), "a branch is dropped with a probability in 0..<1, not \(probability)")
    self.probability = probability
  }

  /// The factor of each sample's branch, `[B]` on `device`: 0 or `1 / (1 - probability)`; nil where all are 1.
  /// - Throws: `TorchError` where the device has no room.
  public func factors(batch: Int, on device: Device) throws -> Tensor? {
    guard isTraining && probability > 0 else { return nil }
    let kept = try Tensor.zeros([batch])
    try kept.bernoulliInPlace(1 - probability)
    try kept.mulInPlace(1 / (1 - probability))
    return try kept.to(device)
  }
}
