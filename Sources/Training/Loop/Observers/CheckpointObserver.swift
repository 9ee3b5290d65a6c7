/// Saves every so many updates or seconds, and ends the run where a signal asks for it.
final class CheckpointObserver: TrainingObserver {
  private let writer: CheckpointWriter
  private let everySteps: Int?
  private let stop: StopSignal?
  private let clock: () -> Double
  /// When it saved last, or the run began.
  private var saved: Double
  /// True once a signal has ended the run.
  private(set) var wasStopped = false

  /// - Parameter everySteps: nil: every `CheckpointSettings.usualSeconds` of `clock`.
  init(writer: CheckpointWriter, everySteps: Int?, stop: StopSignal?, clock: @escaping () -> Double) {
    self.writer = writer
    self.everySteps = everySteps
    self.stop = stop
    self.clock = clock
    saved = clock()
  }

  func didUpdate(_ state: TrainingState) throws -> Bool {
    wasStopped = stop?.isRequested ?? false
    let isDue = everySteps.map(state.step.isMultiple) ?? (clock() - saved >= CheckpointSettings.usualSeconds)
    if isDue {
      try writer.save(state)
      saved = clock()
    }
    return !wasStopped
  }
}
