/// Warns once of a task whose batches say nothing: every mask pixel is ignored, or every label unknown.
final class LabelWatch: TrainingObserver {
  private let lastStep: Int?
  private let warn: (String) -> Void
  /// Batches without labels by task, until the first with some.
  private var silent: [String: Int] = [:]
  /// Tasks that have said something, or were reported.
  private var settled: Set<String> = []

  /// Batches after which a task is reported; at the end of a run that was watched as a whole fewer are enough.
  private static let patience = 10

  /// - Parameters:
  ///   - first: updates done before; what they had is not known here.
  ///   - steps: updates of the whole run.
  init(first: Int, steps: Int, warn: @escaping (String) -> Void) {
    lastStep = first == 0 ? steps : nil
    self.warn = warn
  }

  func didUpdate(_ state: TrainingState) -> Bool {
    for loss in state.losses { watch(loss.task, isWithoutLabels: loss.isWithoutLabels) }
    for (task, count) in silent.sorted(by: { $0.key < $1.key }) where state.step == lastStep { report(task, count) }
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
      task \(task): \(count) batch\(count == 1 ? "" : "es"), and none with a label that counts (every mask pixel is \
      ignored, or every label unknown): it teaches nothing; look at it with `umedpt check`
      """)
  }
}
