import GoldenArrays
import Statistics
import Testing

@Suite struct PairedTTestTests {
  private let golden: Golden

  init() throws { golden = try Golden("statistics/tests") }

  @Test func tailsEqualScipy() throws {
    let arguments = try golden.doubles("arguments")
    for (row, reference) in try golden.doubles("tails").enumerated() {
      let (t, degrees) = (arguments[2 * row], arguments[2 * row + 1])
      let tail = StudentT.upperTail(t, degrees: degrees)
      #expect(abs(tail - reference) <= 1e-10 * reference + 1e-300, "t \(t), \(degrees): \(tail) \(reference)")
    }
    #expect(StudentT.upperTail(.infinity, degrees: 4) == 0)
    #expect(StudentT.upperTail(-.infinity, degrees: 4) == 1)
    #expect(StudentT.upperTail(.nan, degrees: 4).isNaN)
  }

  @Test func pairsEqualScipy() throws {
    let test = try #require(try PairedTTest(golden.doubles("first"), golden.doubles("second")))
    #expect(try isClose(test.t, golden.doubles("statistic")[0], 1e-10))
    #expect(try isClose(test.greater, golden.doubles("greater")[0]))
    #expect(try isClose(test.less, golden.doubles("less")[0]))
    #expect(try isClose(test.twoSided, golden.doubles("two-sided")[0]))
    #expect(try isClose(test.effectSize, golden.doubles("effect")[0], 1e-10))
    let summary = try #require(MeanAndDeviation(try golden.doubles("first")))
    #expect(try isClose(summary.mean, golden.doubles("mean")[0]))
    #expect(try isClose(summary.populationStandardDeviation, golden.doubles("std0")[0]))
  }

  /// The paper's mIoU table against the constant 67.78: a printed p must lie in the interval that rounding spans.
  @Test(arguments: [
    (63.33, 4.37, 0.944), (64.52, 2.29, 0.977), (62.36, 4.22, 0.969), (66.93, 0.72, 0.962), (67.37, 0.15, 0.997),
    (68.30, 1.13, 0.206), (67.23, 0.61, 0.927), (67.57, 0.24, 0.922), (68.97, 1.09, 0.0473),
  ])
  func printedProbabilitiesOfThePaper(_ mean: Double, _ deviation: Double, _ printed: Double) throws {
    let corners = try [(-0.005, -0.005), (-0.005, 0.005), (0.005, -0.005), (0.005, 0.005)].map { shift, spread in
      try #require(
        PairedTTest(
          meanDifference: mean + shift - 67.78, populationStandardDeviation: deviation + spread, count: 5)
      ).greater
    }
    let digit = printed < 0.1 ? 0.00005 : 0.0005
    let (low, high) = (try #require(corners.min()), try #require(corners.max()))
    #expect(low - digit <= printed && printed <= high + digit, "\(low)...\(high)")
  }

  @Test func degeneratePairs() throws {
    #expect(try PairedTTest([1], [0]) == nil)
    #expect(try PairedTTest([], []) == nil)
    #expect(try PairedTTest([1, 2], [1, 2]) == nil)
    let constant = try #require(try PairedTTest([2, 3], [1, 2]))
    #expect(constant.t == .infinity)
    #expect(constant.greater == 0)
    #expect(constant.less == 1)
    #expect(constant.twoSided == 0)
    #expect(throws: StatisticsError.self) { try PairedTTest([1, 2], [1]) }
  }
}
