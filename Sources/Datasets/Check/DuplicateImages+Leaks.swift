extension DuplicateImages {
  /// Same pixels, or the same file, in the training of one task and the test or validation of another: an error where
  /// the tables list it so, and for each pair of tasks one warning about what a validation share drew.
  static func leaks(_ tasks: [[InspectedImage]]) -> [Finding] {
    let all = tasks.flatMap { $0 }
    var seen: Set<String> = []
    var (listed, drawn): ([Leak], [[String]: [Leak]]) = ([], [:])
    for same in groups(all) + groups(all, by: \.fileHash) {
      guard let leak = Leak(same), seen.insert("\(leak.held.task) \(leak.held.record.place)").inserted else { continue }
      if leak.held.isDrawn {
        drawn[[leak.held.task, leak.trained.task], default: []].append(leak)
      } else {
        listed.append(leak)
      }
    }
    let pairs = drawn.keys.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
    return listed.map(\.error) + pairs.compactMap { drawn[$0].flatMap(Leak.warning) }
  }

  /// An image that one task trains on and another holds out.
  private struct Leak {
    let trained: InspectedImage
    let held: InspectedImage

    /// The first of the same images; what is listed before what was drawn.
    init?(_ same: [InspectedImage]) {
      var trainers: Set<String> = []
      let trained = same.filter { $0.record.split == .train && trainers.insert($0.task).inserted }
      let heldOut = same.filter { $0.record.split != .train }
      for isDrawn in [false, true] {
        let candidates = heldOut.filter { $0.isDrawn == isDrawn }
        let pairs = trained.lazy.compactMap { train in
          candidates.first { $0.task != train.task }.map { (train, $0) }
        }
        guard let (train, held) = pairs.first else { continue }
        (self.trained, self.held) = (train, held)
        return
      }
      return nil
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
