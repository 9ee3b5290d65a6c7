extension DuplicateImages {
  /// What is told of one task.
  struct TaskFinding {
    let task: String
    let finding: Finding
  }

  /// Same pixels, or the same file, in the training of one task and the test or validation of another: an error where
  /// the tables list it so, and one warning a task about what its validation share drew. Told of the task that holds
  /// the image out: there the score is too good.
  static func leaks(_ tasks: [[InspectedImage]]) -> [TaskFinding] {
    let all = tasks.flatMap { $0 }
    var seen: Set<[String]> = []
    var (listed, drawn): ([Leak], [String: [Leak]]) = ([], [:])
    for same in groups(all) + groups(all, by: \.fileHash) {
      for leak in leaks(among: same) where seen.insert(leak.key).inserted {
        if leak.held.isDrawn {
          drawn[leak.held.task, default: []].append(leak)
        } else {
          listed.append(leak)
        }
      }
    }
    return listed.map { TaskFinding(task: $0.held.task, finding: $0.error) }
      + drawn.sorted { $0.key < $1.key }.map { TaskFinding(task: $0.key, finding: Leak.warning($0.value)) }
  }

  /// Each task that holds these images out with each that trains on them; what a table lists, with the first alone.
  private static func leaks(among same: [InspectedImage]) -> [Leak] {
    let trained = firstOfTasks(same.filter { $0.record.split == .train })
    let heldOut = same.filter { $0.record.split != .train }
    return firstOfTasks(heldOut.filter { !$0.isDrawn } + heldOut.filter(\.isDrawn)).flatMap { held in
      let others = trained.filter { $0.task != held.task }
      return (held.isDrawn ? others : Array(others.prefix(1))).map { Leak(trained: $0, held: held) }
    }
  }

  private static func firstOfTasks(_ images: [InspectedImage]) -> [InspectedImage] {
    var tasks: Set<String> = []
    return images.filter { tasks.insert($0.task).inserted }
  }
}

/// An image that one task trains on and another holds out.
private struct Leak {
  let trained: InspectedImage
  let held: InspectedImage

  /// Equal for one image found by its pixels and by its file.
  var key: [String] { [held.task, held.record.place] + (held.isDrawn ? [trained.task] : []) }

  private var names: String { "\(trained.name(withTask: true)), \(held.name(withTask: true))" }

  var error: Finding {
    Finding(
      .error, .duplicateAcrossTasks, at: held.record.place,
      "the shared encoder trains on an image that another task holds out: \(names)",
      allowed: "an image in the same split of all tasks", hint: "give it the same split in both tables")
  }

  /// - Parameter leaks: of images that one task holds out, at least one.
  static func warning(_ leaks: [Leak]) -> Finding {
    let first = leaks[0]
    let trainers = Dictionary(grouping: leaks, by: \.trained.task).sorted { $0.key < $1.key }
    let counts = trainers.map { "\($0.value.count) through \($0.key)" }.joined(separator: ", ")
    return Finding(
      .warning, .duplicateAcrossTasks, at: first.held.record.place,
      "the shared encoder trains on images that the validation share of \(first.held.task) drew, so its validation "
        + "scores are too good: \(counts), such as \(first.names)",
      hint: InspectedImage.drawnHint)
  }
}

extension InspectedImage {
  /// How to keep tasks apart of which one drew its validation samples.
  static let drawnHint =
    "a column split in both tables keeps them apart; equal ids or groups and equal shares leave few"
}
