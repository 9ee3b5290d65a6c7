import Foundation

/// Wilson's score interval of a share, such as an accuracy: right also near 0 and 1 and for few cases.
public enum Wilson {
  /// The interval of the share p of successes among n cases:
  /// `(p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)`, z the normal quantile of `(1 + level) / 2`.
  /// - Parameters:
  ///   - successes: `0...count`.
  ///   - level: between 0 and 1.
  /// - Returns: nil where `count` is 0 or the arguments are outside.
  /// - Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927).
  public static func interval(successes: Int, count: Int, level: Double = 0.95) -> Interval? {
    guard count > 0, successes >= 0, successes <= count, level > 0, level < 1 else { return nil }
    let n = Double(count)
    let share = Double(successes) / n
    let z = normalQuantile((1 + level) / 2)
    let scale = 1 + z * z / n
    let center = (share + z * z / (2 * n)) / scale
    let half = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot() / scale
    // At no or all successes the bound is 0 or 1 exactly; rounding would put it beside.
    return Interval(
      lower: successes == 0 ? 0 : center - half, upper: successes == count ? 1 : center + half, level: level,
      method: .wilson)
  }

  /// Quantile of the standard normal: bisection on `erfc`, which is exact enough everywhere and needs no constants.
  static func normalQuantile(_ probability: Double) -> Double {
    var (low, high) = (-40.0, 40.0)
    while true {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { return middle }
      if erfc(-middle / 2.0.squareRoot()) / 2 < probability { low = middle } else { high = middle }
    }
  }
}
