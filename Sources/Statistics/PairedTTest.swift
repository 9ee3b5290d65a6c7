/// Student's t-test on paired differences, such as the scores of two models over the same runs.
public struct PairedTTest: Sendable, Equatable {
  /// The number of pairs n.
  public let count: Int
  /// Mean of first - second.
  public let meanDifference: Double
  /// The statistic, `mean / (s / sqrt(n))`, s with ddof 1; infinite where all differences are equal and not 0.
  public let t: Double
  /// The one-sided p, `P(T > t)` with n - 1 degrees of freedom: small where the first is larger.
  public let greater: Double
  /// The two-sided p, `P(|T| > |t|)`.
  public let twoSided: Double
  /// Cohen's d of paired differences, `mean / s`; infinite where t is.
  public let effectSize: Double

  /// The other one-sided p, `P(T < t)`: small where the second is larger.
  public var less: Double { StudentT.upperTail(-t, degrees: Double(count - 1)) }

  /// The test on the pairs of two lists.
  /// - Returns: nil with fewer than two pairs, or where all differences are 0: the test is then undefined.
  /// - Throws: `StatisticsError` if the counts differ.
  public init?(_ first: [Double], _ second: [Double]) throws {
    try StatisticsError.requireEqual("paired t-test", first.count, second.count, "values")
    guard let summary = MeanAndDeviation(zip(first, second).map { $0 - $1 }) else { return nil }
    self.init(
      meanDifference: summary.mean, populationStandardDeviation: summary.populationStandardDeviation,
      count: summary.count)
  }

  /// The test from printed numbers: the differences' mean and population standard deviation (ddof 0).
  public init?(meanDifference: Double, populationStandardDeviation: Double, count: Int) {
    guard count > 1, populationStandardDeviation >= 0 else { return nil }
    let deviation = populationStandardDeviation * (Double(count) / Double(count - 1)).squareRoot()
    let effectSize = meanDifference / deviation
    guard !effectSize.isNaN else { return nil }
    let t = effectSize * Double(count).squareRoot()
    let degrees = Double(count - 1)
    self.count = count
    self.meanDifference = meanDifference
    self.effectSize = effectSize
    self.t = t
    greater = StudentT.upperTail(t, degrees: degrees)
    twoSided = 2 * StudentT.upperTail(abs(t), degrees: degrees)
  }
}
