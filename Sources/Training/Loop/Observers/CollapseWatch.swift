/// Warns once of a task whose loss had fallen and is back at its start (a collapsed run), or has grown far above it (one
/// that diverges): often too high a learning rate.
///
/// Batches that cost nothing whatever the model does (without labels, or without a box to find) say nothing of it.
final class CollapseWatch: TrainingObserver {
  private let warn: (String) -> Void
  private var tasks: [String: History]

  /// What a task's losses have done so far; a checkpoint holds it, because the start of a run is not seen again.
  struct History: Codable, Equatable {
    let task: String
    /// The loss of the first update that counts; nil in records of before it was kept.
    var first: Double?
    /// The mean loss of the first `startCount` updates that count.
    var start = 0.0
    /// Updates that count.
    var count = 0
    /// The moving average since the start.
    var average = 0.0
    var hasFallen = false
    var isReported = false

    init(task: String) { self.task = task }
  }

  /// Updates that make up the start: enough of them that losses of small batches, which scatter, have a mean.
  private static let startCount = 10
  /// Weight of a new loss in the moving average.
  private static let weight = 0.1
  private static let fallen = 0.85
  fileprivate static let returned = 0.98
  /// Times the first loss, which is near 1.
  fileprivate static let diverged = 2.0

  /// - Parameter histories: of the run so far, where it goes on.
  init(_ histories: [History] = [], warn: @escaping (String) -> Void) {
    tasks = Dictionary(histories.map { ($0.task, $0) }, uniquingKeysWith: { first, _ in first })
    self.warn = warn
  }

  /// The histories of all tasks seen so far, by name.
  var histories: [History] { tasks.values.sorted { $0.task < $1.task } }

  func didUpdate(_ state: TrainingState) -> Bool {
    let losses = state.meanLosses { !$0.isWithoutLabels && !$0.isWithoutBoxes }
    for loss in losses { watch(loss.task, loss.value, step: state.step) }
    return true
  }

  func watch(_ task: String, _ loss: Double, step: Int) {
    var history = tasks[task] ?? History(task: task)
    defer { tasks[task] = history }
    history.count += 1
    if history.count == 1 { history.first = loss }
    if history.count <= Self.startCount {
      // A running mean.
      history.start += (loss - history.start) / Double(history.count)
      history.average = history.start
      return
    }
    history.average += Self.weight * (loss - history.average)
    if history.average < Self.fallen * history.start { history.hasFallen = true }
    guard !history.isReported, let what = history.problem else { return }
    history.isReported = true
    warn(
      """
      task \(task), step \(step): \(what); begin another one with a lower optimizer.learning_rate or a longer \
      schedule.warmup
      """)
  }
}

extension CollapseWatch.History {
  /// What the losses lately say of the run; nil for nothing.
  fileprivate var problem: String? {
    let reference = max(first ?? 1, 1)
    if average > CollapseWatch.diverged * reference {
      return "the loss has grown to \(average.short) (\((first ?? start).short) at the start): the run diverges"
    }
    guard hasFallen, average > CollapseWatch.returned * start else { return nil }
    return "the loss is back at its start (\(start.short), lately \(average.short)): the run has collapsed"
  }
}

extension Double {
  /// Three decimals.
  fileprivate var short: String { String((self * 1000).rounded() / 1000) }
}
