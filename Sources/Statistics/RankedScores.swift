/// Scores of one class or label, sorted once: the area under the ROC curve of any resample of the cases then takes one
/// pass.
struct RankedScores: Sendable {
  /// Cases of known state by rising score.
  private let order: [Int32]
  /// Of `order`.
  private let isPositive: [Bool]
  /// Of `order`: whether the next score is a greater one.
  private let endsTie: [Bool]

  /// `O(n log n)`.
  /// - Parameters:
  ///   - scores: `[n]`, any finite or infinite numbers; higher means more likely positive.
  ///   - positives: `[n]`; nil is unknown and left out.
  /// - Throws: `StatisticsError` if the counts differ or a score of a known case is not a number.
  init(scores: [Double], positives: [Bool?]) throws {
    try StatisticsError.requireEqual("AUROC", scores.count, positives.count, "scores and labels")
    let known = scores.indices.filter { positives[$0] != nil }
    if let index = known.first(where: { scores[$0].isNaN }) {
      throw StatisticsError("AUROC", found: "score \(index) is not a number", allowed: "numbers only")
    }
    let sorted = known.sorted { scores[$0] < scores[$1] }
    order = sorted.map(Int32.init)
    isPositive = sorted.map { positives[$0] == true }
    endsTie = sorted.indices.map { $0 + 1 == sorted.count || scores[sorted[$0]] < scores[sorted[$0 + 1]] }
  }

  /// The chance that a positive case scores above a negative one, a tie counting one half; `O(n)`.
  /// - Parameter counts: `[n]`, how often each case counts.
  /// - Returns: 0...1, or nil where either kind of case is missing.
  func area(_ counts: [Int32]) -> Double? {
    // Cases below the tie, and in it.
    var (below, positives, negatives) = (0, 0, 0)
    // Half pairs, so that sums stay whole.
    var (halves, positiveCount) = (0, 0)
    for (rank, index) in order.enumerated() {
      if isPositive[rank] { positives += Int(counts[Int(index)]) } else { negatives += Int(counts[Int(index)]) }
      guard endsTie[rank] else { continue }
      halves += positives * (2 * below + negatives)
      positiveCount += positives
      below += negatives
      (positives, negatives) = (0, 0)
    }
    guard positiveCount > 0, below > 0 else { return nil }
    return Double(halves) / 2 / (Double(positiveCount) * Double(below))
  }
}

/// The scores of all classes or labels of a task, each sorted once, for the areas of many resamples.
public struct RankedClasses: Sendable {
  private let classes: [RankedScores]
  private let caseCount: Int

  /// One class against the rest.
  /// - Parameters:
  ///   - scores: `[n][K]`.
  ///   - labels: `[n]` in `0..<classCount`.
  /// - Throws: `StatisticsError` if the counts disagree, a label is outside, or a score is not a number.
  public init(scores: [[Double]], labels: [Int], classCount: Int) throws {
    if let label = labels.first(where: { !(0..<classCount).contains($0) }) {
      throw StatisticsError("AUROC", found: "label \(label)", allowed: "0...\(classCount - 1)")
    }
    try self.init(scores: scores, classCount: classCount, caseCount: labels.count) { k in labels.map { $0 == k } }
  }

  /// Each label of a multi-label task on its own.
  /// - Parameters:
  ///   - scores: `[n][L]`.
  ///   - positives: `[n][L]`; nil is unknown and leaves that case out of that label.
  /// - Throws: `StatisticsError` if the counts disagree or a score of a known case is not a number.
  public init(scores: [[Double]], positives: [[Bool?]], labelCount: Int) throws {
    if let row = positives.first(where: { $0.count != labelCount }) {
      throw StatisticsError("AUROC", found: "\(row.count) states", allowed: "\(labelCount) a case")
    }
    try self.init(scores: scores, classCount: labelCount, caseCount: positives.count) { k in positives.map { $0[k] } }
  }

  private init(
    scores: [[Double]], classCount: Int, caseCount: Int, positives: (_ k: Int) -> [Bool?]
  ) throws {
    try StatisticsError.requireEqual("AUROC", scores.count, caseCount, "cases of scores and of labels")
    if let row = scores.first(where: { $0.count != classCount }) {
      throw StatisticsError("AUROC", found: "\(row.count) scores", allowed: "\(classCount) a case")
    }
    self.caseCount = caseCount
    classes = try (0..<classCount).map { k in
      try RankedScores(scores: scores.map { $0[k] }, positives: positives(k))
    }
  }

  /// The areas of some cases and their mean.
  /// - Parameters:
  ///   - cases: by index, some perhaps several times; nil is each once.
  ///   - policy: `presentClasses` averages over the classes that have both cases inside and outside;
  ///     `declaredClasses` gives no mean where one of the K classes lacks either.
  public func areas(of cases: [Int]? = nil, policy: ClassPolicy = .presentClasses) -> ClassMean {
    var counts = [Int32](repeating: cases == nil ? 1 : 0, count: caseCount)
    for index in cases ?? [] { counts[index] += 1 }
    return ClassMean(perClass: classes.map { $0.area(counts) }, policy: policy, substitute: nil)
  }
}
