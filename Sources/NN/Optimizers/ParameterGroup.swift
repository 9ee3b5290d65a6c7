/// Parameters that share a decay and a factor on the learning rate.
public struct ParameterGroup {
  /// The parameters: tensors with their keys.
  public let entries: [Module.Entry]
  /// The share of a weight that an update at learning rate 1 takes away (decoupled decay).
  public let weightDecay: Double
  /// What the learning rate of a step is multiplied by.
  public let learningRateFactor: Double

  /// A group for `AdamW`.
  /// - Parameter entries: trainable tensors, each in one group only.
  public init(_ entries: [Module.Entry], weightDecay: Double, learningRateFactor: Double = 1) {
    self.entries = entries
    self.weightDecay = weightDecay
    self.learningRateFactor = learningRateFactor
  }
}
