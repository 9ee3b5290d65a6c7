/// Writes checkpoints every so many updates, at the end, and when a signal asks the run to stop.
final class CheckpointObserver: TrainingObserver {
  private let writer: CheckpointWriter
  private let everySteps: Int?
  private let steps: Int
  private let stop: StopSignal?
  private let beforeWriting: () throws -> Void
  /// True once a signal has ended the run.
  private(set) var wasStopped = false

  init(
    writer: CheckpointWriter, everySteps: Int?, steps: Int, stop: StopSignal?,
    beforeWriting: @escaping () throws -> Void
  ) {
    self.writer = writer
    self.everySteps = everySteps
    self.steps = steps
    self.stop = stop
    self.beforeWriting = beforeWriting
  }

  func didUpdate(_ state: TrainingState) throws -> Bool {
    wasStopped = stop?.isRequested ?? false
    let isDue = everySteps.map { state.step.isMultiple(of: $0) } ?? false
    if isDue || wasStopped || state.step == steps {
      try beforeWriting()
      try writer.write(state)
    }
    return !wasStopped
  }
}
