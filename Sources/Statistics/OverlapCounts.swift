/// Pixel counts of one slice (or image, or case) for K classes: all that Dice and IoU need, so that no mask is kept.
public struct OverlapCounts: Sendable, Equatable {
  /// Pixels labelled k, `[K]`.
  public private(set) var truth: [Int]
  /// Pixels predicted as k, `[K]`.
  public private(set) var predicted: [Int]
  /// Pixels labelled and predicted as k, `[K]`.
  public private(set) var intersection: [Int]

  /// Declared classes K.
  public var classCount: Int { truth.count }
  /// Pixels that are not ignored.
  public private(set) var pixelCount = 0

  /// No pixels of `classCount` classes.
  public init(classCount: Int) {
    precondition(classCount > 0, "overlap needs a class")
    truth = [Int](repeating: 0, count: classCount)
    predicted = truth
    intersection = truth
  }

  /// Counts one slice.
  /// - Parameters:
  ///   - labels: class of each pixel, `0..<classCount`, or `ignore`.
  ///   - predictions: class of each pixel, in the same order.
  ///   - ignore: the label of pixels left out of every count.
  /// - Throws: `StatisticsError` if the counts differ or a value is outside.
  public init(labels: [UInt16], predictions: [UInt16], classCount: Int, ignore: UInt16? = .max) throws {
    self.init(classCount: classCount)
    try add(labels: labels, predictions: predictions, ignore: ignore)
  }

  /// Counts further pixels into the same case, such as another tile or slice of it.
  /// - Throws: `StatisticsError` if the counts differ or a value is outside; the counts then stay as they were.
  public mutating func add(labels: [UInt16], predictions: [UInt16], ignore: UInt16? = .max) throws {
    try StatisticsError.requireEqual("overlap", labels.count, predictions.count, "labels and predictions")
    var sum = self
    for index in labels.indices where labels[index] != ignore {
      let (label, prediction) = (Int(labels[index]), Int(predictions[index]))
      try checkClass(label, "label", index)
      try checkClass(prediction, "prediction", index)
      sum.pixelCount += 1
      sum.truth[label] += 1
      sum.predicted[prediction] += 1
      if label == prediction { sum.intersection[label] += 1 }
    }
    self = sum
  }

  /// Adds the counts of another case of as many classes.
  public mutating func add(_ other: OverlapCounts) {
    precondition(other.classCount == classCount, "overlap of different class counts")
    pixelCount += other.pixelCount
    for k in 0..<classCount {
      truth[k] += other.truth[k]
      predicted[k] += other.predicted[k]
      intersection[k] += other.intersection[k]
    }
  }

  /// Intersection over union of class k; nil where it is neither labelled nor predicted.
  public func intersectionOverUnion(_ k: Int) -> Double? {
    quotient(intersection[k], truth[k] + predicted[k] - intersection[k])
  }

  /// Dice of class k, `2 |A and B| / (|A| + |B|)`; nil where it is neither labelled nor predicted.
  public func dice(_ k: Int) -> Double? { quotient(2 * intersection[k], truth[k] + predicted[k]) }

  /// The same truth with every pixel predicted as `constant`: what a constant predictor would have reached.
  public func predicting(_ constant: Int) -> OverlapCounts {
    var result = OverlapCounts(classCount: classCount)
    result.truth = truth
    result.pixelCount = pixelCount
    result.predicted[constant] = pixelCount
    result.intersection[constant] = truth[constant]
    return result
  }

  private func checkClass(_ value: Int, _ name: String, _ index: Int) throws {
    guard value >= 0, value < classCount else {
      throw StatisticsError("overlap", found: "\(name) \(value) at pixel \(index)", allowed: "0...\(classCount - 1)")
    }
  }
}
