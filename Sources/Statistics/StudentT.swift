import Foundation

/// Student's t distribution.
public enum StudentT {
  /// The upper tail, `P(T > t)` with `degrees` of freedom.
  ///
  /// `I_x(degrees/2, 1/2) / 2` at `x = degrees / (degrees + t^2)` for `t >= 0`, and by symmetry below: small tails keep
  /// their digits, as they are never made by subtraction from 1.
  /// - Parameter degrees: above 0.
  public static func upperTail(_ t: Double, degrees: Double) -> Double {
    if t.isNaN { return .nan }
    if t.isInfinite { return t > 0 ? 0 : 1 }
    let sum = degrees + t * t
    let tail = regularizedIncompleteBeta(degrees / sum, complement: t * t / sum, degrees / 2, 0.5) / 2
    return t >= 0 ? tail : 1 - tail
  }

  /// `I_x(a, b)`, from the continued fraction; where that converges slowly, from `1 - I_{1-x}(b, a)`.
  /// - Parameter complement: `1 - x`, handed in because the subtraction would lose a small one's digits.
  /// - Source: NIST Digital Library of Mathematical Functions, 8.17(iv) and 8.17(v).
  static func regularizedIncompleteBeta(_ x: Double, complement: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if complement <= 0 { return 1 }
    // The logarithm of the one near 1 is taken from the other.
    let logX = complement < 0.5 ? log1p(-complement) : log(x)
    let logComplement = x < 0.5 ? log1p(-x) : log(complement)
    let front = exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * logX + b * logComplement)
    let isFast = x < (a + 1) / (a + b + 2)
    return isFast ? front * continuedFraction(x, a, b) / a : 1 - front * continuedFraction(complement, b, a) / b
  }

  /// Lentz's method.
  private static func continuedFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    func away(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
    var c = 1.0
    var d = 1 / away(1 - (a + b) * x / (a + 1))
    var fraction = d
    for step in 1...10_000 {
      let m = Double(step)
      for numerator in [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ] {
        d = 1 / away(1 + numerator * d)
        c = away(1 + numerator / c)
        fraction *= c * d
      }
      if abs(c * d - 1) < 1e-16 { break }
    }
    return fraction
  }

  private static func logGamma(_ value: Double) -> Double { lgamma(value).0 }
}
