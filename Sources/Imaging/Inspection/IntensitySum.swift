/// Collects `Intensities` value by value.
struct IntensitySum {
  private var least = Double.infinity
  private var greatest = -Double.infinity
  private var sum = CompensatedSum()
  /// Of values from `huge` on, made smaller, so that no sum overflows.
  private var hugeSum = CompensatedSum()
  private var finite = 0
  private var nan = 0
  private var positive = 0
  private var negative = 0

  private static let huge = 0x1p900
  private static let shrinking = 0x1p-100

  @inline(__always) mutating func add(_ value: Double) {
    // False for what is no number, too.
    guard abs(value) < Self.huge else {
      addRare(value)
      return
    }
    sum.add(value)
    count(value)
  }

  @inline(__always) private mutating func count(_ value: Double) {
    least = Swift.min(least, value)
    greatest = Swift.max(greatest, value)
    finite += 1
  }

  private mutating func addRare(_ value: Double) {
    if value.isFinite {
      hugeSum.add(value * Self.shrinking)
      count(value)
    } else if value.isNaN {
      nan += 1
    } else if value > 0 {
      positive += 1
    } else {
      negative += 1
    }
  }

  var intensities: Intensities {
    let isEmpty = finite == 0
    return Intensities(
      min: isEmpty ? nil : least, max: isEmpty ? nil : greatest, mean: isEmpty ? nil : mean, nNan: nan,
      nPosInf: positive, nNegInf: negative)
  }

  private var mean: Double {
    let mean = sum.total / Double(finite) + hugeSum.total / Double(finite) / Self.shrinking
    // Rounding may put it beyond the ends, and so beyond what a number holds.
    return Swift.min(Swift.max(mean, least), greatest)
  }
}

/// A sum that keeps small values beside huge ones.
///
/// - Source: Neumaier's variant of Kahan's sum.
private struct CompensatedSum {
  private var sum = 0.0
  /// What `sum` lost to rounding.
  private var lost = 0.0

  @inline(__always) mutating func add(_ value: Double) {
    let next = sum + value
    lost += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
    sum = next
  }

  var total: Double { sum + lost }
}
