extension DuplicateImages {
  /// A finding, with the task that it is told of.
  typealias OfTask = (task: String, finding: Finding)

  /// Same pixels, or the same file, in the training of one task and the test or validation of another: an error where
  /// the tables list it so, and for each pair of tasks one warning about what a validation share drew. Told of the task
  /// that holds the image out: there the score is too good.
  static func leaks(_ tasks: [[InspectedImage]]) -> [OfTask] {
    let all = tasks.flatMap { $0 }
    var seen: Set<String> = []
    var (listed, drawn): ([Leak], [[String]: [Leak]]) = ([], [:])
    for same in groups(all) + groups(all, by: \.fileHash) {
      for leak in Leak.all(same) where seen.insert("\(leak.held.task) \(leak.held.record.place)").inserted {
        if leak.held.isDrawn {
          drawn[[leak.held.task, leak.trained.task], default: []].append(leak)
        } else {
          listed.append(leak)
        }
      }
    }
    let pairs = drawn.keys.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
    return listed.map { ($0.held.task, $0.error) }
      + pairs.compactMap { pair in drawn[pair].flatMap(Leak.warning).map { (pair[0], $0) } }
  }

  /// An image that one task trains on and another holds out.
  private struct Leak {
    let trained: InspectedImage
    let held: InspectedImage

    /// One of each task that holds the same images out: what is listed before what was drawn, and the first that trains.
    static func all(_ same: [InspectedImage]) -> [Leak] {
      var trainers: Set<String> = []
      let trained = same.filter { $0.record.split == .train && trainers.insert($0.task).inserted }
      let heldOut = same.filter { $0.record.split != .train }
      var told: Set<String> = []
      return (heldOut.filter { !$0.isDrawn } + heldOut.filter(\.isDrawn)).compactMap { held in
        guard let train = trained.first(where: { $0.task != held.task }), told.insert(held.task).inserted else {
          return nil
        }
        return Leak(trained: train, held: held)
      }
    }

    private var names: String { "\(trained.name(withTask: true)), \(held.name(withTask: true))" }

    var error: Finding {
      Finding(
        .error, .duplicateAcrossTasks, at: held.record.place,
        "the shared encoder trains on an image that another task holds out: \(names)",
        allowed: "an image in the same split of all tasks", hint: "give it the same split in both tables")
    }

    /// Of one pair of tasks.
    static func warning(_ leaks: [Leak]) -> Finding? {
      leaks.first.map { first in
        Finding(
          .warning, .duplicateAcrossTasks, at: first.held.record.place,
          "the shared encoder trains on \(leaks.count == 1 ? "an image" : "\(leaks.count) images") that the validation "
            + "share of another task drew, so its validation scores are too good: \(first.names)",
          hint: "a column split in both tables keeps them apart; equal ids or groups and equal shares leave few")
      }
    }
  }
}
