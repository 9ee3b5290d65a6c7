/// The mean, or nil of no values.
public func mean(_ values: [Double]) -> Double? {
  values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
}

/// Mean and population standard deviation (ddof 0), as tables of repeated runs print them.
public struct MeanAndDeviation: Sendable, Equatable {
  /// The mean of all values.
  public let mean: Double
  /// The deviation, `sqrt(sum (x - mean)^2 / n)`.
  public let populationStandardDeviation: Double
  /// Number of values n.
  public let count: Int

  /// Mean and deviation of `values`; nil of none.
  public init?(_ values: [Double]) {
    guard let mean = Statistics.mean(values) else { return nil }
    self.mean = mean
    count = values.count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    populationStandardDeviation = (squares / Double(values.count)).squareRoot()
  }
}
