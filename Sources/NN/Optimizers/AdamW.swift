import SafeTensors
import Torch

/// Parameters that share a decay and a factor on the learning rate.
public struct ParameterGroup {
  public let entries: [Module.Entry]
  public let weightDecay: Double
  public let learningRateFactor: Double

  public init(_ entries: [Module.Entry], weightDecay: Double, learningRateFactor: Double = 1) {
    self.entries = entries
    self.weightDecay = weightDecay
    self.learningRateFactor = learningRateFactor
  }
}

/// AdamW (Loshchilov and Hutter 2019) through libtorch's fused update.
///
/// Only parameters with a gradient move: a head whose task is absent from a step neither decays nor drifts.
public final class AdamW {
  public let groups: [ParameterGroup]
  public let betas: (Double, Double)
  public let epsilon: Double
  private var moments: [String: Moments] = [:]

  struct Moments {
    let first: Tensor
    let second: Tensor
    /// Updates so far, a float32 scalar as the fused update wants it.
    let steps: Tensor
  }

  public init(_ groups: [ParameterGroup], betas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8) {
    self.groups = groups
    self.betas = betas
    self.epsilon = epsilon
  }

  /// One update of all parameters that have a gradient.
  public func step(learningRate: Double) throws {
    try withoutGradients {
      for group in groups { try update(group, learningRate * group.learningRateFactor) }
    }
  }

  /// Gradients to nil, not zero: absent tasks stay absent.
  public func clearGradients() {
    for group in groups { for entry in group.entries { entry.tensor.gradient = nil } }
  }

  /// Scales all gradients so that their common L2 norm is at most `limit`; returns the norm before.
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
    let steps = try Tensor.zeros([], device: entry.tensor.device)
    let made = Moments(first: try entry.tensor.zerosLike(), second: try entry.tensor.zerosLike(), steps: steps)
    moments[entry.key] = made
    return made
  }
}

extension AdamW {
  /// The moments and step counts by key, for a checkpoint.
  public func state() -> [SafeTensorsTensor] {
    moments.flatMap { key, moments in
      [
        moments.first.forFile(named: key + ".first_moment"), moments.second.forFile(named: key + ".second_moment"),
        moments.steps.forFile(named: key + ".steps"),
      ]
    }
  }

  /// Restores what `state` gave; parameters that the file lacks start anew.
  /// - Throws: `LoadError` for keys of no parameter and for other shapes.
  public func load(_ file: SafeTensorsFile) throws {
    let entries = Dictionary(uniqueKeysWithValues: groups.flatMap(\.entries).map { ($0.key, $0) })
    var report = LoadReport()
    report.unused = file.names.filter { entries[Self.parameterKey($0)] == nil }
    guard report.isComplete else { throw LoadError(file: file.path, report: report) }
    moments = [:]
    for key in Set(file.names.map(Self.parameterKey)) {
      let made = try moments(of: entries[key]!)
      try made.first.assign(from: file, key + ".first_moment")
      try made.second.assign(from: file, key + ".second_moment")
      try made.steps.assign(from: file, key + ".steps")
    }
  }

  private static func parameterKey(_ name: String) -> String {
    name.split(separator: ".").dropLast().joined(separator: ".")
  }
}
