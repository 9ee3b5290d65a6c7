/// Writes checkpoints every so many updates or seconds, and when the run ends: after its last step, or because a signal or
/// another observer asks for it.
final class CheckpointObserver: TrainingObserver {
  private let writer: CheckpointWriter
  private let everySteps: Int?
  private let stop: StopSignal?
  private let clock: () -> Double
  private let beforeWriting: () throws -> Void
  /// When the last one was written, or the run began.
  private var written: Double
  /// Updates that the last one has seen.
  private var writtenStep: Int
  /// True once a signal has ended the run.
  private(set) var wasStopped = false

  /// - Parameters:
  ///   - step: updates that the run starts after, and that are saved already.
  ///   - everySteps: nil: every `CheckpointSettings.usualSeconds` of `clock`.
  ///   - beforeWriting: brings the run's logs to disk, so that they are never behind a checkpoint.
  init(
    writer: CheckpointWriter, after step: Int, everySteps: Int?, stop: StopSignal?, clock: @escaping () -> Double,
    beforeWriting: @escaping () throws -> Void
  ) {
    self.writer = writer
    writtenStep = step
    self.everySteps = everySteps
    self.stop = stop
    self.clock = clock
    self.beforeWriting = beforeWriting
    written = clock()
  }

  func didUpdate(_ state: TrainingState) throws -> Bool {
    wasStopped = stop?.isRequested ?? false
    let isDue = everySteps.map(state.step.isMultiple) ?? (clock() - written >= CheckpointSettings.usualSeconds)
    if isDue { try write(state) }
    return !wasStopped
  }

  /// After the last update, whatever it was that ended the run.
  func finish(_ state: TrainingState) throws {
    if writtenStep != state.step { try write(state) }
  }

  private func write(_ state: TrainingState) throws {
    try beforeWriting()
    try writer.write(state)
    (written, writtenStep) = (clock(), state.step)
  }
}
