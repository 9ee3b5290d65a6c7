/// A confidence interval with how it was made.
public struct Interval: Sendable, Equatable, Codable {
  /// How an interval was made.
  public enum Method: String, Sendable, Codable {
    /// Percentiles of the metric over resampled cases.
    case bootstrapPercentile = "bootstrap_percentile"
    /// Wilson's score interval of a share.
    case wilson
  }

  /// The lower end, in the metric's own unit.
  public let lower: Double
  /// The upper end, at least `lower`.
  public let upper: Double
  /// The share of such intervals that hold the true value, such as 0.95.
  public let level: Double
  /// How it was made.
  public let method: Method
  /// Resamples asked for; 0 where nothing is resampled.
  public let resampleCount: Int
  /// Resamples on which the metric is undefined; they are left out.
  public let undefinedCount: Int

  /// An interval as a method gave it.
  /// - Parameter level: between 0 and 1.
  public init(
    lower: Double, upper: Double, level: Double, method: Method, resampleCount: Int = 0, undefinedCount: Int = 0
  ) {
    self.lower = lower
    self.upper = upper
    self.level = level
    self.method = method
    self.resampleCount = resampleCount
    self.undefinedCount = undefinedCount
  }

  private enum CodingKeys: String, CodingKey {
    case lower, upper, level, method
    case resampleCount = "resamples"
    case undefinedCount = "undefined_resamples"
  }
}
