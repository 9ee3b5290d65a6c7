import Imaging

/// One picture of a checked task, as comparisons with others need it.
struct SeenPicture: Sendable {
  let task: String
  let record: SampleRecord
  let facts: FileVerdict.Facts
  /// Of the file's bytes: copies are found too where tasks read one file in different ways.
  let fileHash: UInt64

  /// `id (split)`, with the task where pictures of several are compared.
  func name(withTask: Bool) -> String {
    "\(withTask ? task + " " : "")\(record.id) (\(record.split.rawValue))"
  }
}

/// Finds pictures, slides and volumes that are the same, or nearly so, within a task and between tasks.
///
/// A copy on both sides of a split makes scores too good; one that trains task A and tests task B does so too, because
/// the encoder is shared. The same picture with labels of two tasks in one split is what multi-task training is for.
enum LikePictures {
  /// Bits of 256 in which two pictures differ at most to be called near-copies: recompressed, resized, brightened.
  static let nearDistance = 6
  /// Every pair is compared; above this many pictures that takes too long.
  static let mostCompared = 20_000

  /// Same pixels within one task: an error across splits, a warning within one.
  static func copies(_ pictures: [SeenPicture]) -> [Finding] {
    groups(pictures).flatMap { same -> [Finding] in
      let names = same.map { $0.name(withTask: false) }
      if Set(same.map(\.record.split)).count > 1 {
        return [
          Finding(
            .error, .duplicateAcrossSplits, at: same[0].record.place,
            "one image is in two splits: \(names.quoted(atMost: 4))", allowed: "each image in one split",
            hint: "remove all but one")
        ]
      }
      return regions(same).map { same in
        let names = same.map { $0.name(withTask: false) }
        let hasConflict = same.contains { $0.record.labelConflicts(with: same[0].record) }
        return Finding(
          .warning, hasConflict ? .labelConflict : .duplicate, at: same[0].record.place,
          hasConflict
            ? "the same pixels carry different labels: \(names.quoted(atMost: 4))"
            : "one image is listed \(same.count) times: \(names.quoted(atMost: 4))",
          hint: hasConflict ? "decide which label is right" : "remove all but one, unless it is to count more")
      }
    }
  }

  /// Records of the same part of one picture, at least two each.
  private static func regions(_ same: [SeenPicture]) -> [[SeenPicture]] {
    let parts = Dictionary(grouping: same, by: { $0.record.region?.text ?? "" })
    return parts.keys.sorted().compactMap { parts[$0] }.filter { $0.count > 1 }
  }

  /// Same pixels, or the same file, in the training of one task and the test or validation of another.
  static func leaks(_ tasks: [[SeenPicture]]) -> [Finding] {
    let all = tasks.flatMap { $0 }
    var seen: Set<String> = []
    return (groups(all) + groups(all, by: \.fileHash)).compactMap { same in
      var trainers: Set<String> = []
      let trained = same.filter { $0.record.split == .train && trainers.insert($0.task).inserted }
      let heldOut = same.filter { $0.record.split != .train }
      let pairs = trained.lazy.compactMap { train in heldOut.first { $0.task != train.task }.map { (train, $0) } }
      guard let (train, held) = pairs.first else { return nil }
      guard seen.insert("\(held.task) \(held.record.place)").inserted else { return nil }
      return Finding(
        .error, .duplicateAcrossTasks, at: held.record.place,
        "the shared encoder trains on an image that another task holds out: \(train.name(withTask: true)), "
          + held.name(withTask: true),
        allowed: "an image in the same split of all tasks", hint: "give it the same split in both tables")
    }
  }

  /// Near-copies on both sides of a split, within the tasks or between them; reported, because only a look decides.
  static func nearCopies(_ pictures: [SeenPicture], betweenTasks: Bool = false) -> [Finding] {
    let all = pictures.filter { $0.facts.appearance.map { !$0.isPlain } ?? false }
    let compared = all.prefix(mostCompared)
    let hashes = compared.compactMap(\.facts.appearance)
    let held = compared.indices.filter { compared[$0].record.split != .train }
    let train = compared.indices.filter { compared[$0].record.split == .train }
    var found = NearPairs()
    for a in held {
      for b in train where hashes[a].distance(to: hashes[b]) <= nearDistance {
        guard (compared[a].task != compared[b].task) == betweenTasks,
          compared[a].facts.pixelHash != compared[b].facts.pixelHash,
          (compared[a].facts.geometry == nil) == (compared[b].facts.geometry == nil)
        else { continue }
        found.add(compared[a], compared[b], betweenTasks: betweenTasks)
      }
    }
    guard all.count > compared.count else { return found.findings }
    let rest =
      "\(all.count - compared.count) of \(all.count) images were not compared for near-copies; exact copies are found"
    return found.findings + [Finding(.note, .nearDuplicate, at: all[0].record.place, rest)]
  }

  /// Pictures of equal pixels, or of another equal hash, at least two each, in the order of their first.
  private static func groups(
    _ pictures: [SeenPicture], by hash: (SeenPicture) -> UInt64 = { $0.facts.pixelHash }
  ) -> [[SeenPicture]] {
    var order: [UInt64] = []
    var users: [UInt64: [SeenPicture]] = [:]
    for picture in pictures {
      let hash = hash(picture)
      if users[hash] == nil { order.append(hash) }
      users[hash, default: []].append(picture)
    }
    return order.compactMap { users[$0] }.filter { $0.count > 1 }
  }
}

/// Pairs of nearly the same picture: the first ones, and how many more there are. Frames of films make millions.
private struct NearPairs {
  private static let shown = 20
  private var first: [Finding] = []
  private var more = 0
  private var lastPlace = ""

  mutating func add(_ held: SeenPicture, _ trained: SeenPicture, betweenTasks: Bool) {
    lastPlace = held.record.place
    guard first.count < Self.shown else {
      more += 1
      return
    }
    let names = [held, trained].map { $0.name(withTask: betweenTasks) }.joined(separator: ", ")
    first.append(
      Finding(
        .warning, .nearDuplicate, at: lastPlace, "nearly the same image is in two splits: \(names)",
        hint: betweenTasks
          ? "look at both; if they are of one patient or slide, give them the same split in both tables"
          : "look at both; if they are of one patient or slide, give them one group"))
  }

  var findings: [Finding] {
    let rest = "\(more) more pairs of nearly the same image"
    return more == 0 ? first : first + [Finding(.warning, .nearDuplicate, at: lastPlace, rest)]
  }
}

extension SampleRecord {
  /// True when both have a whole-image label and the labels differ.
  fileprivate func labelConflicts(with other: SampleRecord) -> Bool {
    switch (annotation, other.annotation) {
    case (.classIndex(let a), .classIndex(let b)): a != b
    case (.labels(let a), .labels(let b)): a != b
    default: false
    }
  }
}
