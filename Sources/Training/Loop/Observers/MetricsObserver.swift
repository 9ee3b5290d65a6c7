/// Losses, learning rate and speed to `metrics.jsonl`, TensorBoard and the progress line.
final class MetricsObserver: TrainingObserver {
  private let log: MetricsLog
  private let board: TensorBoardWriter
  private let progress: ProgressLine
  private let everySteps: Int
  private let steps: Int
  private let imagesPerUpdate: Int
  private let clock: () -> Double
  private var last: (time: Double, step: Int)

  init(
    log: MetricsLog, board: TensorBoardWriter, progress: ProgressLine, everySteps: Int, steps: Int, firstStep: Int,
    imagesPerUpdate: Int, clock: @escaping () -> Double
  ) {
    self.log = log
    self.board = board
    self.progress = progress
    self.everySteps = everySteps
    self.steps = steps
    self.imagesPerUpdate = imagesPerUpdate
    self.clock = clock
    last = (clock(), firstStep)
  }

  func didUpdate(_ state: TrainingState) throws -> Bool {
    let losses = state.meanLosses()
    progress.update(step: state.step) { losses.map { (task: $0.task, loss: Optional($0.value)) } }
    let step = state.step - 1  // the losses are those before the update
    for (task, count) in state.batchesWithoutLabels() {
      try record(step, task, "batches_without_labels", Double(count))
    }
    guard step.isMultiple(of: everySteps) || state.step == steps else { return true }
    for loss in losses { try record(step, loss.task, "loss", loss.value) }
    try record(step, nil, "loss_sum", state.losses.reduce(0) { $0 + $1.value })
    try record(step, nil, "learning_rate", state.learningRate)
    if let norm = state.gradientNorm { try record(step, nil, "gradient_norm", norm) }
    try record(step, nil, "images_per_second", rate(state.step))
    return true
  }

  /// A value of an evaluation after `step` updates.
  func record(evaluation step: Int, task: String?, split: String, name: String, value: Double?) throws {
    if let made = try log.record(step: step, task: task, split: split, name: name, value: value) {
      try board.record(made)
    }
  }

  func synchronize() throws { try log.synchronize() }

  private func record(_ step: Int, _ task: String?, _ name: String, _ value: Double) throws {
    try record(evaluation: step, task: task, split: "train", name: name, value: value)
  }

  private func rate(_ step: Int) -> Double {
    let now = clock()
    defer { last = (now, step) }
    return Double((step - last.step) * imagesPerUpdate) / max(1e-9, now - last.time)
  }
}
