/// An error of libtorch with the batch that met it.
public struct BatchError: Error, CustomStringConvertible {
  /// The name of the batch's task.
  public let task: String
  /// Updates done before the batch.
  public let step: Int
  /// The ids of the batch's samples.
  public let ids: [String]
  /// What libtorch said.
  public let cause: any Error

  /// The place, then the cause.
  public var description: String {
    "task \(task), step \(step), samples \(ids.joined(separator: ", ")): \(cause)"
  }
}
