/// One image, one class, one size range: the detections by falling score, each matched at every threshold.
struct CocoMatching: Sendable {
  /// The 10 thresholds 0.50, 0.55, ... 0.95, computed as numpy's `linspace` does, for boxes that lie on one exactly.
  static let thresholds: [Double] = {
    let step: Double = (0.95 - 0.5) / 9
    return (0..<9).map { index in 0.5 + Double(index) * step } + [0.95]
  }()

  /// Detections of a class that are looked at in an image.
  static let detectionLimit = 100

  /// Falling; at most `detectionLimit`.
  private(set) var scores: [Double] = []
  /// Bit t: matched at threshold t.
  private(set) var matched: [UInt16] = []
  /// Bit t: neither right nor wrong at threshold t.
  private(set) var ignored: [UInt16] = []
  /// Labelled boxes that count.
  let positiveCount: Int

  /// - Parameters:
  ///   - truths: labelled boxes of the class.
  ///   - detections: predicted boxes of the class in order of falling score, cut to the limit.
  ///   - overlaps: `[detection][truth]`.
  init(truths: [CocoTruth], detections: [CocoDetection], overlaps: [[Double]], area: CocoArea) {
    let isIgnored = truths.map { $0.isCrowd || $0.isIgnored || !area.range.contains($0.area) }
    // Boxes that count come first, so that a detection takes an ignored one only where no other is left.
    let order = truths.indices.filter { !isIgnored[$0] } + truths.indices.filter { isIgnored[$0] }
    positiveCount = isIgnored.count { !$0 }
    scores = detections.map(\.score)
    matched = [UInt16](repeating: 0, count: detections.count)
    ignored = matched
    for threshold in Self.thresholds.indices {
      var isTaken = [Bool](repeating: false, count: truths.count)
      for detection in detections.indices {
        let match = Self.best(Self.thresholds[threshold], overlaps[detection], order) { candidate in
          (isTaken[candidate] && !truths[candidate].isCrowd, isIgnored[candidate])
        }
        let isOutside = !area.range.contains(detections[detection].box.area)
        if let match {
          isTaken[match] = true
          matched[detection] |= 1 << UInt16(threshold)
        }
        if match.map({ isIgnored[$0] }) ?? isOutside { ignored[detection] |= 1 << UInt16(threshold) }
      }
    }
  }

  /// The free box of greatest overlap, at least the threshold; of equal ones the last, as in the reference.
  private static func best(
    _ threshold: Double, _ overlaps: [Double], _ order: [Int], _ state: (Int) -> (isTaken: Bool, isIgnored: Bool)
  ) -> Int? {
    var best: (index: Int, isIgnored: Bool)?
    var greatest = min(threshold, 1 - 1e-10)
    for candidate in order {
      let (isTaken, isIgnored) = state(candidate)
      if isTaken { continue }
      if let best, !best.isIgnored, isIgnored { break }
      guard overlaps[candidate] >= greatest else { continue }
      greatest = overlaps[candidate]
      best = (candidate, isIgnored)
    }
    return best?.index
  }
}
