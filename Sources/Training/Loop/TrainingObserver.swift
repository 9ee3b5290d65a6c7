/// Sees the state between two updates and does not edit it.
public protocol TrainingObserver: AnyObject {
  /// Looks at the state after an update.
  /// - Returns: false to end the run here.
  /// - Throws: What ends the run with an error.
  func didUpdate(_ state: TrainingState) throws -> Bool
}
