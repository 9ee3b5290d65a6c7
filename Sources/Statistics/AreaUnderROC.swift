/// Area under the receiver operating characteristic: the chance that a positive case scores above a negative one,
/// a tie counting one half. `RankedClasses` gives that of many classes and of resamples.
public enum AreaUnderROC {
  /// What a constant score reaches.
  public static let chance = 0.5

  /// The area for two kinds of cases, `O(n log n)`.
  /// - Parameters:
  ///   - scores: `[n]`, any finite or infinite numbers; higher means more likely positive.
  ///   - positives: `[n]`.
  /// - Returns: 0...1, or nil where either kind of case is missing.
  /// - Throws: `StatisticsError` if the counts differ or a score is not a number.
  public static func binary(scores: [Double], positives: [Bool]) throws -> Double? {
    try RankedScores(scores: scores, positives: positives).area([Int32](repeating: 1, count: scores.count))
  }
}
