/// A sample that could not be made, with the names a person needs to find it.
public struct SampleError: Error, CustomStringConvertible {
  /// The task's name.
  public let task: String
  /// The sample's id.
  public let id: String
  /// What went wrong; it names the file.
  public let cause: any Error

  /// Task, sample and cause.
  public var description: String { "task \(task), sample \"\(id)\": \(cause)" }
}
