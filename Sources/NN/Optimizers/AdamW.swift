import Torch

/// AdamW (Loshchilov and Hutter 2019) through libtorch's fused update.
///
/// Only parameters with a gradient move: a head whose task is absent from a step neither decays nor drifts.
public final class AdamW {
  /// The parameters that are updated.
  public let groups: [ParameterGroup]
  /// The decay of the first and the second moment.
  public let betas: (Double, Double)
  /// What is added to the root of the second moment.
  public let epsilon: Double
  var moments: [String: Moments] = [:]

  struct Moments {
    let first: Tensor
    let second: Tensor
    /// Updates so far, a float32 scalar as the fused update wants it.
    let steps: Tensor

    /// Those of a parameter that was never updated.
    init(like parameter: Tensor) throws {
      first = try parameter.zerosLike()
      second = try parameter.zerosLike()
      steps = try Tensor.zeros([], device: parameter.device)
    }

    /// The tensors with the last part of their keys in a checkpoint.
    var named: [(part: String, tensor: Tensor)] {
      [("first_moment", first), ("second_moment", second), ("steps", steps)]
    }
  }

  /// An optimizer that has updated nothing yet.
  /// - Parameters:
  ///   - groups: each parameter in one of them.
  ///   - betas: in `0..<1`.
  public init(_ groups: [ParameterGroup], betas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8) {
    self.groups = groups
    self.betas = betas
    self.epsilon = epsilon
  }

  /// One update of all parameters that have a gradient.
  /// - Throws: `TorchError` where the device has no room for the moments.
  public func step(learningRate: Double) throws {
    try withoutGradients {
      for group in groups { try update(group, learningRate * group.learningRateFactor) }
    }
  }

  /// Gradients to nil, not zero: absent tasks stay absent.
  public func clearGradients() {
    for group in groups { for entry in group.entries { entry.tensor.gradient = nil } }
  }

  /// Scales all gradients in place so that their common L2 norm is at most `limit`.
  /// - Returns: the norm before, a scalar on the device; nil where no parameter has a gradient.
  /// - Throws: `TorchError`.
  public func clipGradients(to limit: Double) throws -> Tensor? {
    try withoutGradients {
      let gradients = groups.flatMap { $0.entries.compactMap(\.tensor.gradient) }
      guard !gradients.isEmpty else { return nil }
      let norm = try totalNorm(gradients)
      let guardAgainstZero = 1e-6
      let factor = try (norm + guardAgainstZero).pow(-1) * limit
      try multiplyAll(gradients, by: factor.clamp(max: 1))
      return norm
    }
  }

  private func update(_ group: ParameterGroup, _ learningRate: Double) throws {
    var active: [(parameter: Tensor, gradient: Tensor, moments: Moments)] = []
    for entry in group.entries {
      guard let gradient = entry.tensor.gradient else { continue }
      active.append((entry.tensor, gradient, try moments(of: entry)))
    }
    guard !active.isEmpty else { return }
    try addOne(to: active.map(\.moments.steps))
    try fusedAdamW(
      parameters: active.map(\.parameter), gradients: active.map(\.gradient),
      firstMoments: active.map(\.moments.first), secondMoments: active.map(\.moments.second),
      steps: active.map(\.moments.steps), learningRate: learningRate, betas: betas, weightDecay: group.weightDecay,
      epsilon: epsilon)
  }

  private func moments(of entry: Module.Entry) throws -> Moments {
    if let known = moments[entry.key] { return known }
    let made = try Moments(like: entry.tensor)
    moments[entry.key] = made
    return made
  }
}
