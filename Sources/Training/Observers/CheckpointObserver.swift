/// Writes checkpoints every so many updates or seconds, at the end, and when a signal asks the run to stop.
final class CheckpointObserver: TrainingObserver {
  private let writer: CheckpointWriter
  private let everySteps: Int?
  private let steps: Int
  private let stop: StopSignal?
  private let clock: () -> Double
  private let beforeWriting: () throws -> Void
  /// When the last one was written, or the run began.
  private var written: Double
  /// True once a signal has ended the run.
  private(set) var wasStopped = false

  /// - Parameters:
  ///   - everySteps: nil: every `CheckpointSettings.usualSeconds` of `clock`.
  ///   - beforeWriting: brings the run's logs to disk, so that they are never behind a checkpoint.
  init(
    writer: CheckpointWriter, everySteps: Int?, steps: Int, stop: StopSignal?, clock: @escaping () -> Double,
    beforeWriting: @escaping () throws -> Void
  ) {
    self.writer = writer
    self.everySteps = everySteps
    self.steps = steps
    self.stop = stop
    self.clock = clock
    self.beforeWriting = beforeWriting
    written = clock()
  }

  func didUpdate(_ state: TrainingState) throws -> Bool {
    wasStopped = stop?.isRequested ?? false
    let isDue = everySteps.map(state.step.isMultiple) ?? (clock() - written >= CheckpointSettings.usualSeconds)
    if isDue || wasStopped || state.step == steps {
      try beforeWriting()
      try writer.write(state)
      written = clock()
    }
    return !wasStopped
  }
}
