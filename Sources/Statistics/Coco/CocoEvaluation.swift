/// COCO's box evaluation, image by image: images are matched as they come and need not be kept.
///
/// Equal to pycocotools' `COCOeval` with `iouType="bbox"`: thresholds 0.50:0.05:0.95, 101 recall points, at most 100
/// detections of a class and image, crowds, size ranges; score ties keep the order in which images and boxes came.
/// Undefined values, -1 there, are nil here: a class without a labelled box that counts has no AP and enters no mean.
/// Images without boxes count: a detection on one is a false alarm.
public struct CocoEvaluation: Sendable {
  /// Declared classes.
  public let classCount: Int
  /// The size ranges that results can be asked for.
  public let areas: [CocoArea]
  /// `[image][class * areas + area]`, nil where an image has neither labelled nor predicted box of the class.
  private var images: [[CocoMatching?]] = []

  /// An evaluation to which no image was added yet.
  /// - Parameters:
  ///   - classCount: number of declared classes, at least one.
  ///   - areas: size ranges, at least one; boxes are matched anew for each.
  public init(classCount: Int, areas: [CocoArea] = [.all]) {
    precondition(classCount > 0 && !areas.isEmpty, "an evaluation needs a class and a size range")
    self.classCount = classCount
    self.areas = areas
  }

  /// Number of images added.
  public var imageCount: Int { images.count }

  /// Matches one image's boxes, all in the same pixel frame; both lists may be empty.
  /// - Throws: `StatisticsError` if a category lies outside `0..<classCount`, a box is negative or not finite, or a
  ///   score is not a number.
  public mutating func add(truths: [CocoTruth], detections: [CocoDetection]) throws {
    for truth in truths { try check(truth.box, truth.category, "labelled box") }
    for detection in detections { try check(detection.box, detection.category, "predicted box") }
    if let detection = detections.first(where: \.score.isNaN) {
      throw StatisticsError(
        "COCO evaluation", found: "a score of class \(detection.category) that is not a number", allowed: "numbers only"
      )
    }
    images.append((0..<classCount).flatMap { matchings(truths, detections, category: $0) })
  }

  private func check(_ box: CocoBox, _ category: Int, _ what: String) throws {
    guard (0..<classCount).contains(category) else {
      throw StatisticsError(
        "COCO evaluation", found: "\(what) of class \(category)", allowed: "classes 0...\(classCount - 1)")
    }
    guard box.isValid else {
      throw StatisticsError("COCO evaluation", found: "\(what) \(box)", allowed: "finite numbers, no negative size")
    }
  }

  private func matchings(_ truths: [CocoTruth], _ detections: [CocoDetection], category: Int) -> [CocoMatching?] {
    let truths = truths.filter { $0.category == category }
    let candidates = detections.filter { $0.category == category }
    guard !truths.isEmpty || !candidates.isEmpty else { return areas.map { _ in nil } }
    let order = Self.stableOrder(candidates.map(\.score)).prefix(CocoMatching.detectionLimit)
    let sorted = order.map { candidates[$0] }
    let overlaps = sorted.map { detection in
      truths.map { detection.box.overlap(with: $0.box, isCrowd: $0.isCrowd) }
    }
    return areas.map { CocoMatching(truths: truths, detections: sorted, overlaps: overlaps, area: $0) }
  }

  /// Indices by falling score, equal scores in the order in which they came.
  static func stableOrder(_ scores: [Double]) -> [Int] {
    scores.indices.sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
  }

  // MARK: Results

  /// Average precision of one class; nil where no labelled box of it counts.
  /// - Parameters:
  ///   - threshold: the overlap from which a detection is right; nil is the mean over all ten.
  ///   - area: one of `areas`.
  ///   - images: which images, some perhaps several times; nil is all.
  public func averagePrecision(
    of category: Int, at threshold: IoUThreshold? = nil, area: CocoArea = .all, images: [Int]? = nil
  ) -> Double? {
    let thresholds = threshold.map { [$0] } ?? IoUThreshold.allCases
    return averagePrecisions(category, area, thresholds, images).flatMap(mean)
  }

  /// Mean over the classes that have one of their average precision; see `averagePrecision(of:at:area:images:)`.
  public func meanAveragePrecision(
    at threshold: IoUThreshold? = nil, area: CocoArea = .all, images: [Int]? = nil
  ) -> Double? {
    mean((0..<classCount).compactMap { averagePrecision(of: $0, at: threshold, area: area, images: images) })
  }

  /// AP at IoU 0.50, the mean over classes; with `images` given, on a resample (`Bootstrap`).
  public func ap50(images: [Int]? = nil) -> Double? { meanAveragePrecision(at: .at50, images: images) }

  /// One value for each threshold, or nil where no labelled box counts.
  private func averagePrecisions(
    _ category: Int, _ area: CocoArea, _ thresholds: [IoUThreshold], _ selection: [Int]?
  ) -> [Double]? {
    guard let place = areas.firstIndex(of: area) else {
      preconditionFailure("boxes were not matched in the size range \(area.rawValue): name it in `areas`")
    }
    let slot = category * areas.count + place
    let matchings = (selection ?? Array(images.indices)).compactMap { images[$0][slot] }
    let positiveCount = matchings.reduce(0) { $0 + $1.positiveCount }
    guard positiveCount > 0 else { return nil }
    let order = Self.stableOrder(matchings.flatMap(\.scores))
    let matched = matchings.flatMap(\.matched)
    let ignored = matchings.flatMap(\.ignored)
    return thresholds.map { threshold in
      let isRight = order.lazy.filter { ignored[$0] & threshold.bit == 0 }.map { matched[$0] & threshold.bit != 0 }
      return CocoCurve.averagePrecision(Array(isRight), positiveCount: positiveCount)
    }
  }
}
