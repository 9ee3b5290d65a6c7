import Foundation
import GoldenArrays
import Testing

@testable import Statistics

@Suite struct IntervalTests {
  /// For a mean of many values the percentiles lie near mean -+ 1.96 s / sqrt(n).
  @Test func bootstrapOfAMeanIsNearTheNormalInterval() throws {
    var random = SampleRandom(seed: 5, task: "values")
    let values = (0..<400).map { _ in 10 + 2 * random.normal() }
    let summary = try #require(MeanAndDeviation(values))
    let half = 1.96 * summary.populationStandardDeviation / 20
    let interval = try #require(Bootstrap(seed: 1, resampleCount: 2000).interval(values, stream: "mean") { mean($0) })
    #expect(isClose(interval.lower, summary.mean - half, 0.03))
    #expect(isClose(interval.upper, summary.mean + half, 0.03))
    #expect(interval.method == .bootstrapPercentile)
    #expect(interval.level == 0.95)
    #expect(interval.resampleCount == 2000)
    #expect(interval.undefinedCount == 0)
  }

  @Test func bootstrapIsAFunctionOfSeedAndStream() {
    let values = (0..<30).map { Double($0 * $0 % 17) }
    func interval(_ seed: UInt64, _ stream: String) -> Interval? {
      Bootstrap(seed: seed, resampleCount: 100).interval(values, stream: stream) { mean($0) }
    }
    #expect(interval(1, "a") == interval(1, "a"))
    #expect(interval(1, "a") != interval(2, "a"))
    #expect(interval(1, "a") != interval(1, "b"))
  }

  @Test func percentilesInterpolateAsNumpy() throws {
    // Three resamples of known values: the metric counts its calls instead of looking at the cases.
    var values = [4.0, 1, 2].makeIterator()
    let interval = Bootstrap(seed: 0, resampleCount: 3, level: 0.5)
      .interval(caseCount: 2, stream: "x") { _ in values.next() }
    #expect(interval?.lower == 1.5)
    #expect(interval?.upper == 3)
  }

  @Test func undefinedResamplesAreCountedNotZero() throws {
    let labels = [true, false, false, false]
    let interval = try Bootstrap(seed: 3, resampleCount: 500).interval(labels, stream: "auroc") { drawn in
      try AreaUnderROC.binary(scores: drawn.map { $0 ? 1 : 0 }, positives: drawn)
    }
    #expect(interval?.lower == 1)
    let undefined = try #require(interval?.undefinedCount)
    // No positive drawn: (3/4)^4 = 0.316 of the resamples; no negative: 0.004.
    #expect(abs(Double(undefined) / 500 - 0.32) < 0.07)
    #expect(Bootstrap(seed: 3).interval([1.0, 2], stream: "none") { _ in nil } == nil)
    #expect(Bootstrap(seed: 3).interval([1.0], stream: "one") { mean($0) } == nil)
  }

  @Test func groupsAreDrawnWhole() {
    let groups = [[0, 1], [2], [3, 4, 5]]
    _ = Bootstrap(seed: 1, resampleCount: 50).interval(groups: groups, stream: "g") { drawn in
      #expect(drawn.count { $0 == 0 } == drawn.count { $0 == 1 })
      #expect(drawn.count { $0 == 3 } == drawn.count { $0 == 5 })
      return Double(drawn.count)
    }
  }

  @Test func wilsonEqualsScipy() throws {
    let golden = try Golden("statistics/tests")
    let cases = try golden.integers("wilson").map(Int.init)
    let bounds = try golden.doubles("bounds")
    for row in 0..<cases.count / 2 {
      let interval = Wilson.interval(successes: cases[2 * row], count: cases[2 * row + 1])
      #expect(isClose(interval?.lower, bounds[2 * row]))
      #expect(isClose(interval?.upper, bounds[2 * row + 1]))
      #expect(interval?.method == .wilson)
    }
    #expect(Wilson.interval(successes: 0, count: 0) == nil)
    #expect(Wilson.interval(successes: 3, count: 2) == nil)
    #expect(Wilson.interval(successes: -1, count: 2) == nil)
  }

  @Test func quantilesOfTheNormalEqualScipy() throws {
    let pairs = try Golden("statistics/tests").doubles("normal")
    #expect(pairs.count == 12)
    for row in 0..<pairs.count / 2 {
      #expect(isClose(Wilson.normalQuantile(pairs[2 * row]), pairs[2 * row + 1], 1e-9), "\(pairs[2 * row])")
    }
  }

  @Test func aReportWritesUndefinedAsNull() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    func text(_ report: MetricReport) throws -> String { String(decoding: try encoder.encode(report), as: UTF8.self) }
    let undefined = MetricReport(name: "auroc", value: nil, caseCount: 3)
    #expect(
      try text(undefined)
        == "{\"constant_predictor\":null,\"interval\":null,\"n\":3,\"name\":\"auroc\",\"policy\":null,\"value\":null}")
    let accuracy = MetricReport(
      name: "accuracy", value: 0.5, caseCount: 2, interval: Wilson.interval(successes: 1, count: 2))
    #expect(try text(accuracy).contains("\"method\":\"wilson\""))
  }
}
