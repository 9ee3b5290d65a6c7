extension DuplicateImages {
  /// Bits of 256 in which two images differ at most to be called near-copies: recompressed, resized, brightened.
  static let nearDistance = 6

  /// Near-copies within one task; reported, because only a look decides. On both sides of a split they are a warning,
  /// in one split a note, because a later split may part them.
  static func nearCopies(_ images: [InspectedImage]) -> [Finding] {
    nearPairs(images, betweenTasks: false).map(\.finding)
  }

  /// Near-copies of which one task trains on one and another holds the other out, told of the latter.
  static func nearCopies(between tasks: [[InspectedImage]]) -> [TaskFinding] {
    tasks.count > 1 ? nearPairs(tasks.flatMap { $0 }, betweenTasks: true) : []
  }

  private static func nearPairs(_ images: [InspectedImage], betweenTasks: Bool) -> [TaskFinding] {
    var seen: Set<[String]> = []
    // An image that many records are parts of counts once: its rows would be compared in place of others'.
    let compared = images.filter { image in
      guard let appearance = image.facts.appearance, !appearance.isPlain else { return false }
      let (pixels, record) = ("\(image.facts.pixelHash)", image.record)
      return seen.insert([image.task, pixels, record.split.rawValue, record.group.map { "g" + $0 } ?? ""]).inserted
    }
    let hashes = NearHashes(compared.compactMap(\.facts.appearance), atMost: nearDistance)
    // Across, of each task that holds one of them out.
    var (across, within): ([String: FirstPairs], FirstPairs) = ([:], FirstPairs(limit: 5))
    let isComplete = hashes.forEachPair { a, b in
      let (first, second) = (compared[a], compared[b])
      guard (first.task != second.task) == betweenTasks, first.isComparable(with: second) else { return }
      switch (first.record.split == .train, second.record.split == .train) {
      case (true, false): across[second.task, default: FirstPairs(limit: 20)].add(b, a)
      case (false, true): across[first.task, default: FirstPairs(limit: 20)].add(a, b)
      default:
        guard !betweenTasks else { return }
        if first.record.split != second.record.split {
          let (test, validation) = first.record.split == .test ? (a, b) : (b, a)
          across[first.task, default: FirstPairs(limit: 20)].add(test, validation)
        } else if first.mayBeParted(from: second) {
          within.add(a, b)
        }
      }
    }
    let acrossFindings = across.sorted { $0.key < $1.key }.flatMap { _, pairs in
      pairs.findings(compared) { warning($0, $1, betweenTasks: betweenTasks) }
    }
    let findings = acrossFindings + within.findings(compared, note)
    guard !isComplete, let first = compared.first else { return findings }
    let rest = "so many images are much alike that not every pair of them was compared; exact copies are all found"
    let incomplete = Finding(.note, .nearDuplicate, at: first.record.place, rest)
    return findings + [TaskFinding(task: first.task, finding: incomplete)]
  }

  private static func warning(_ held: InspectedImage, _ other: InspectedImage, betweenTasks: Bool) -> Finding {
    let names = [held, other].map { $0.name(withTask: betweenTasks) }.joined(separator: ", ")
    let remedy =
      !betweenTasks
      ? "give them one group"
      : held.isDrawn ? InspectedImage.drawnHint : "give them the same split in both tables"
    return Finding(
      .warning, .nearDuplicate, at: held.record.place, "nearly the same image is in two splits: \(names)",
      hint: "look at both; if they are of one patient or slide, \(remedy)")
  }

  private static func note(_ first: InspectedImage, _ second: InspectedImage) -> Finding {
    let names = [first, second].map { $0.name(withTask: false) }.joined(separator: ", ")
    return Finding(
      .note, .nearDuplicate, at: first.record.place, "nearly the same image is listed twice: \(names)",
      hint: "look at both; if they are of one patient or slide, give them one group before the set is split")
  }
}

/// The first pairs of images in the order of their lists, and how many there are. Frames of films make millions.
private struct FirstPairs {
  let limit: Int
  private var count = 0
  private var first: [(Int, Int)] = []

  init(limit: Int) { self.limit = limit }

  mutating func add(_ a: Int, _ b: Int) {
    count += 1
    if first.count == limit, let last = first.last, last < (a, b) { return }
    first.insert((a, b), at: first.firstIndex { (a, b) < $0 } ?? first.endIndex)
    if first.count > limit { first.removeLast() }
  }

  /// A finding of each of the first pairs, and one of how many more there are.
  func findings(
    _ images: [InspectedImage], _ finding: (InspectedImage, InspectedImage) -> Finding
  ) -> [DuplicateImages.TaskFinding] {
    let shown = first.map { held, other in
      DuplicateImages.TaskFinding(task: images[held].task, finding: finding(images[held], images[other]))
    }
    guard let last = shown.last, count > shown.count else { return shown }
    let rest = "\(count - shown.count) more pairs of nearly the same image"
    let more = Finding(last.finding.severity, .nearDuplicate, at: last.finding.place, rest)
    return shown + [DuplicateImages.TaskFinding(task: last.task, finding: more)]
  }
}

extension InspectedImage {
  /// Equal pixels are told as copies; pictures and volumes have hashes of their own kinds.
  fileprivate func isComparable(with other: InspectedImage) -> Bool {
    facts.pixelHash != other.facts.pixelHash && (facts.geometry == nil) == (other.facts.geometry == nil)
  }

  /// Whether a later split may put two images apart that lie in one split so far.
  fileprivate func mayBeParted(from other: InspectedImage) -> Bool {
    guard record.id != other.record.id else { return false }
    return record.group == nil || record.group != other.record.group
  }
}
