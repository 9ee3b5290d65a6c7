/// One image, one class, one size range: the detections by falling score, each matched at every threshold.
struct CocoMatching: Sendable {
  /// Detections of a class that are looked at in an image.
  static let detectionLimit = 100

  /// The detections' scores, falling; at most `detectionLimit`.
  private(set) var scores: [Double] = []
  /// The thresholds (`IoUThreshold.bit`) at which each detection is matched.
  private(set) var matched: [UInt16] = []
  /// The thresholds at which each detection is neither right nor wrong.
  private(set) var ignored: [UInt16] = []
  /// Labelled boxes that count.
  let positiveCount: Int

  /// - Parameters:
  ///   - truths: labelled boxes of the class.
  ///   - detections: predicted boxes of the class in order of falling score, cut to the limit.
  ///   - overlaps: `[detection][truth]`.
  init(truths: [CocoTruth], detections: [CocoDetection], overlaps: [[Double]], area: CocoArea) {
    let isIgnored = truths.map { $0.isCrowd || $0.isIgnored || !area.range.contains($0.area) }
    let isOutside = detections.map { !area.range.contains($0.box.area) }
    let candidates = Candidates(isIgnored: isIgnored, isCrowd: truths.map(\.isCrowd))
    positiveCount = isIgnored.count { !$0 }
    scores = detections.map(\.score)
    matched = [UInt16](repeating: 0, count: detections.count)
    ignored = matched
    for threshold in IoUThreshold.allCases {
      for (index, match) in candidates.matches(overlaps, threshold.value).enumerated() {
        if match != nil { matched[index] |= threshold.bit }
        if match.map({ isIgnored[$0] }) ?? isOutside[index] { ignored[index] |= threshold.bit }
      }
    }
  }
}

/// The labelled boxes that detections are matched to.
private struct Candidates {
  let isIgnored: [Bool]
  let isCrowd: [Bool]
  /// Boxes that count come first, so that a detection takes an ignored one only where no other is left.
  private let order: [Int]

  init(isIgnored: [Bool], isCrowd: [Bool]) {
    self.isIgnored = isIgnored
    self.isCrowd = isCrowd
    order = isIgnored.indices.filter { !isIgnored[$0] } + isIgnored.indices.filter { isIgnored[$0] }
  }

  /// For each detection in turn the index of its box, which is then taken unless it is a crowd.
  func matches(_ overlaps: [[Double]], _ threshold: Double) -> [Int?] {
    var isTaken = [Bool](repeating: false, count: isIgnored.count)
    return overlaps.map { row in
      let match = best(row, threshold, isTaken)
      if let match { isTaken[match] = !isCrowd[match] }
      return match
    }
  }

  /// The free box of greatest overlap, at least the threshold; of equal ones the last, as in the reference.
  private func best(_ overlaps: [Double], _ threshold: Double, _ isTaken: [Bool]) -> Int? {
    var best: Int?
    // Equal boxes may overlap by a rounding less than 1.
    var greatest = min(threshold, 1 - 1e-10)
    for candidate in order where !isTaken[candidate] {
      if let best, !isIgnored[best], isIgnored[candidate] { break }
      guard overlaps[candidate] >= greatest else { continue }
      greatest = overlaps[candidate]
      best = candidate
    }
    return best
  }
}
