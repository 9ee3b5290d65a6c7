/// A loss that is infinite or no number. The weights are those before the step.
public struct NonFiniteLoss: Error, CustomStringConvertible {
  /// The name of the batch's task.
  public let task: String
  /// Updates done before the batch.
  public let step: Int
  /// The ids of the batch's samples.
  public let ids: [String]
  /// The loss: infinite or no number.
  public let value: Double

  /// What happened where, and what to do.
  public var description: String {
    let found = value.isNaN ? "no number (NaN)" : "\(value)"
    return """
      task \(task), step \(step): the loss is \(found). Samples: \(ids.joined(separator: ", ")). \
      Look at them with `umedpt check`, or begin another run with a lower optimizer.learning_rate, from the last \
      checkpoint with model.weights=RUN/checkpoints/step-N/model.safetensors; that is untouched.
      """
  }
}
