/// Warns once of a task whose batches say nothing: every mask pixel is ignored, or every label unknown.
final class LabelWatch: TrainingObserver {
  private let steps: Int
  private let warn: (String) -> Void
  /// Batches without labels by task, until the first with some.
  private var silent: [String: Int] = [:]
  /// Tasks that have said something, or were reported.
  private var settled: Set<String> = []

  /// Batches after which a task is reported; at the last step fewer are enough.
  private static let patience = 10

  /// - Parameter steps: updates of the whole run.
  init(steps: Int, warn: @escaping (String) -> Void) {
    self.steps = steps
    self.warn = warn
  }

  func didUpdate(_ state: TrainingState) -> Bool {
    for loss in state.losses { watch(loss.task, isWithoutLabels: loss.isWithoutLabels) }
    for (task, count) in silent.sorted(by: { $0.key < $1.key }) where state.step == steps { report(task, count) }
    return true
  }

  func watch(_ task: String, isWithoutLabels: Bool) {
    guard !settled.contains(task) else { return }
    guard isWithoutLabels else {
      settled.insert(task)
      silent[task] = nil
      return
    }
    let count = (silent[task] ?? 0) + 1
    silent[task] = count
    if count == Self.patience { report(task, count) }
  }

  private func report(_ task: String, _ count: Int) {
    silent[task] = nil
    settled.insert(task)
    warn(
      """
      task \(task): \(count) batches, and none with a label that counts (every mask pixel is ignored, or every label \
      unknown): it teaches nothing; look at it with `umedpt check`
      """)
  }
}
