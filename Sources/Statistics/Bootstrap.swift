/// Percentile bootstrap over cases: any metric that can be computed from a list of case indices gets an interval.
///
/// Cases are what was sampled independently: patients or slides where the table names groups, else images. Resample r
/// draws n indices with replacement from `SampleRandom(seed, task: stream, index: r)`, so that an interval depends on
/// neither the machine nor the order in which metrics are computed.
public struct Bootstrap: Sendable {
  /// The seed of the resamples' random numbers.
  public let seed: UInt64
  /// How often cases are drawn; at least 1.
  public let resampleCount: Int
  /// The level of the intervals, such as 0.95.
  public let level: Double

  /// A bootstrap that may serve any number of metrics.
  /// - Parameters:
  ///   - resampleCount: at least 1.
  ///   - level: between 0 and 1.
  public init(seed: UInt64, resampleCount: Int = 1000, level: Double = 0.95) {
    precondition(resampleCount > 0 && level > 0 && level < 1, "a bootstrap needs resamples and a level inside 0...1")
    self.seed = seed
    self.resampleCount = resampleCount
    self.level = level
  }

  /// The interval of a metric.
  /// - Parameters:
  ///   - caseCount: number of cases n.
  ///   - stream: names the random numbers; two metrics of one stream see the same resamples, which pairs them.
  ///   - metric: the metric on cases given by index, n of them, some repeated; nil where it is undefined.
  /// - Returns: nil with fewer than two cases (they say nothing of spread), or where no resample has a value.
  public func interval(
    caseCount: Int, stream: String, metric: ([Int]) throws -> Double?
  ) rethrows -> Interval? {
    guard caseCount > 1 else { return nil }
    var values: [Double] = []
    for resample in 0..<resampleCount {
      if let value = try metric(indices(caseCount, stream, resample)) { values.append(value) }
    }
    guard !values.isEmpty else { return nil }
    values.sort()
    return Interval(
      lower: percentile((1 - level) / 2, ofSorted: values), upper: percentile((1 + level) / 2, ofSorted: values),
      level: level, method: .bootstrapPercentile, resampleCount: resampleCount,
      undefinedCount: resampleCount - values.count)
  }

  /// The interval of a metric on whole cases; see `interval(caseCount:stream:metric:)`.
  public func interval<Case>(_ cases: [Case], stream: String, metric: ([Case]) throws -> Double?) rethrows -> Interval?
  {
    try interval(caseCount: cases.count, stream: stream) { indices in try metric(indices.map { cases[$0] }) }
  }

  /// The interval of a metric whose cases come in groups, such as the images of a patient: groups are drawn, and each
  /// brings all of its cases.
  /// - Parameter groups: case indices of each group.
  public func interval(
    groups: [[Int]], stream: String, metric: ([Int]) throws -> Double?
  ) rethrows -> Interval? {
    try interval(caseCount: groups.count, stream: stream) { drawn in try metric(drawn.flatMap { groups[$0] }) }
  }

  private func indices(_ count: Int, _ stream: String, _ resample: Int) -> [Int] {
    var random = SampleRandom(seed: seed, task: stream, index: resample)
    return (0..<count).map { _ in random.integer(in: 0..<count) }
  }
}

/// Quantile with linear interpolation between the two nearest values (numpy's default).
/// - Parameters:
///   - fraction: 0...1.
///   - values: sorted, not empty.
func percentile(_ fraction: Double, ofSorted values: [Double]) -> Double {
  let position = fraction * Double(values.count - 1)
  let below = min(Int(position), values.count - 1)
  let above = min(below + 1, values.count - 1)
  return values[below] + (position - Double(below)) * (values[above] - values[below])
}
