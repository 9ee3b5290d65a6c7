/// Area under the receiver operating characteristic: the chance that a positive case scores above a negative one,
/// a tie counting one half.
public enum AreaUnderROC {
  /// What a constant score reaches.
  public static let chance = 0.5

  /// The area for two kinds of cases: `(sum of the positives' mid-ranks - P(P+1)/2) / (P N)`, `O(n log n)`.
  /// - Parameters:
  ///   - scores: `[n]`, any finite or infinite numbers; higher means more likely positive.
  ///   - positives: `[n]`.
  /// - Returns: 0...1, or nil where either kind of case is missing.
  /// - Throws: `StatisticsError` if the counts differ or a score is not a number.
  public static func binary(scores: [Double], positives: [Bool]) throws -> Double? {
    try check(scores, positives.count)
    let positiveCount = positives.count { $0 }
    let negativeCount = positives.count - positiveCount
    guard positiveCount > 0, negativeCount > 0 else { return nil }
    let ranks = positiveRankSum(scores, positives)
    let p = Double(positiveCount)
    return (ranks - p * (p + 1) / 2) / (p * Double(negativeCount))
  }

  /// One class against the rest, averaged over classes.
  /// - Parameters:
  ///   - scores: `[n * K]`, row by row.
  ///   - labels: `[n]` in `0..<classCount`.
  ///   - policy: `presentClasses` averages over the classes that have both cases inside and outside;
  ///     `declaredClasses` gives no mean where one of the K classes lacks either.
  /// - Throws: `StatisticsError` if the counts disagree, a label is outside, or a score is not a number.
  public static func oneVersusRest(
    scores: [Double], labels: [Int], classCount: Int, policy: ClassPolicy = .presentClasses
  ) throws -> ClassMean {
    try StatisticsError.requireEqual("AUROC", scores.count, labels.count * classCount, "scores and labels x classes")
    if let label = labels.first(where: { !(0..<classCount).contains($0) }) {
      throw StatisticsError("AUROC", found: "label \(label)", allowed: "0...\(classCount - 1)")
    }
    let perClass = try (0..<classCount).map { k in
      try binary(scores: column(k, of: scores, classCount), positives: labels.map { $0 == k })
    }
    return ClassMean(perClass: perClass, policy: policy, substitute: nil)
  }

  /// Each label of a multi-label task on its own, and the mean over the labels where it is defined.
  /// - Parameters:
  ///   - scores: `[n * L]`, row by row.
  ///   - positives: `[n * L]`; nil is unknown and leaves that case out of that label.
  /// - Throws: `StatisticsError` if the counts disagree or a score of a known case is not a number.
  public static func perLabel(scores: [Double], positives: [Bool?], labelCount: Int) throws -> ClassMean {
    try StatisticsError.requireEqual("AUROC", scores.count, positives.count, "scores and labels")
    guard labelCount > 0, scores.count % labelCount == 0 else {
      throw StatisticsError("AUROC", found: "\(scores.count) scores", allowed: "a multiple of \(labelCount) labels")
    }
    let perLabel = try (0..<labelCount).map { label in
      let known = zip(column(label, of: scores, labelCount), column(label, of: positives, labelCount))
        .compactMap { score, positive in positive.map { (score, $0) } }
      return try binary(scores: known.map(\.0), positives: known.map(\.1))
    }
    return ClassMean(perClass: perLabel, policy: .presentClasses, substitute: nil)
  }

  private static func check(_ scores: [Double], _ count: Int) throws {
    try StatisticsError.requireEqual("AUROC", scores.count, count, "scores and labels")
    if let index = scores.firstIndex(where: \.isNaN) {
      throw StatisticsError("AUROC", found: "score \(index) is not a number", allowed: "numbers only")
    }
  }

  private static func column<Value>(_ index: Int, of values: [Value], _ count: Int) -> [Value] {
    stride(from: index, to: values.count, by: count).map { values[$0] }
  }

  /// Ranks from 1; equal scores share the mean of their ranks.
  private static func positiveRankSum(_ scores: [Double], _ positives: [Bool]) -> Double {
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    var sum = 0.0
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
      let midRank = Double(start + end + 1) / 2
      sum += midRank * Double(order[start..<end].count { positives[$0] })
      start = end
    }
    return sum
  }
}
