/// Counts of (label, prediction) pairs over K classes, and the classification metrics that follow from them.
///
/// TP, FP and FN of class k are `counts[k][k]`, the rest of column k and the rest of row k. A quotient with a zero
/// denominator is nil, never 0.
public struct ConfusionMatrix: Sendable, Equatable {
  /// Declared classes K.
  public let classCount: Int
  /// `[K * K]`, row = label, column = prediction.
  public private(set) var counts: [Int]

  /// An empty matrix for `classCount` classes, at least one.
  public init(classCount: Int) {
    precondition(classCount > 0, "a confusion matrix needs a class")
    self.classCount = classCount
    counts = [Int](repeating: 0, count: classCount * classCount)
  }

  /// The matrix of labels and their predictions, in the same order.
  /// - Throws: `StatisticsError` if the counts differ or an index lies outside `0..<classCount`.
  public init(labels: [Int], predictions: [Int], classCount: Int) throws {
    self.init(classCount: classCount)
    try StatisticsError.requireEqual("confusion matrix", labels.count, predictions.count, "labels and predictions")
    for (label, prediction) in zip(labels, predictions) { try add(label: label, prediction: prediction) }
  }

  /// Counts one pair, or `count` equal ones.
  /// - Throws: `StatisticsError` if an index lies outside `0..<classCount`.
  public mutating func add(label: Int, prediction: Int, count: Int = 1) throws {
    for (name, index) in [("label", label), ("prediction", prediction)] where !(0..<classCount).contains(index) {
      throw StatisticsError("confusion matrix", found: "\(name) \(index)", allowed: "0...\(classCount - 1)")
    }
    counts[label * classCount + prediction] += count
  }

  /// Adds the counts of a matrix of as many classes.
  public mutating func add(_ other: ConfusionMatrix) {
    precondition(other.classCount == classCount, "matrices of different class counts")
    for index in counts.indices { counts[index] += other.counts[index] }
  }

  /// Number of pairs with that label and prediction.
  public subscript(label: Int, prediction: Int) -> Int { counts[label * classCount + prediction] }

  /// Number of pairs.
  public var total: Int { counts.reduce(0, +) }

  /// Number of cases labelled k (TP + FN).
  public func labelCount(_ k: Int) -> Int { (0..<classCount).reduce(0) { $0 + self[k, $1] } }

  /// Number of cases predicted as k (TP + FP).
  public func predictionCount(_ k: Int) -> Int { (0..<classCount).reduce(0) { $0 + self[$1, k] } }

  // MARK: Metrics

  /// Share of equal pairs; nil without pairs.
  public var accuracy: Double? { quotient((0..<classCount).reduce(0) { $0 + self[$1, $1] }, total) }

  /// TP / (TP + FP); nil where k was never predicted.
  public func precision(_ k: Int) -> Double? { quotient(self[k, k], predictionCount(k)) }

  /// TP / (TP + FN), the sensitivity; nil where k is no case's label.
  public func recall(_ k: Int) -> Double? { quotient(self[k, k], labelCount(k)) }

  /// TN / (TN + FP): the share of the other classes' cases not predicted as k; nil where all cases are labelled k.
  public func specificity(_ k: Int) -> Double? {
    let others = total - labelCount(k)
    return quotient(others - (predictionCount(k) - self[k, k]), others)
  }

  /// 2 TP / (2 TP + FP + FN); nil where k is neither labelled nor predicted.
  public func f1(_ k: Int) -> Double? { quotient(2 * self[k, k], labelCount(k) + predictionCount(k)) }

  /// Mean of the classes' F1; by default over classes that occur among labels or predictions.
  public func macroF1(_ policy: ClassPolicy = .presentClasses) -> ClassMean {
    ClassMean(perClass: (0..<classCount).map(f1), policy: policy, substitute: 0)
  }
}

/// `numerator / denominator`, or nil where the denominator is 0.
func quotient(_ numerator: Int, _ denominator: Int) -> Double? {
  denominator == 0 ? nil : Double(numerator) / Double(denominator)
}
