/// An error of libtorch in the update itself, which may have left the weights half done.
public struct UpdateError: Error, CustomStringConvertible {
  /// Updates done before it.
  public let step: Int
  /// What libtorch said.
  public let cause: any Error

  /// The place, then the cause.
  public var description: String { "step \(step), update of the weights: \(cause)" }
}
