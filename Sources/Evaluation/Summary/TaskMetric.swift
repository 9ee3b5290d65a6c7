import Statistics

/// One score of a task, and what is reached in it without looking at an image.
///
/// The properties of its report are its own: `metric.value`, `metric.interval`.
@dynamicMemberLookup
public struct TaskMetric: Codable, Sendable, Equatable {
  /// The value with n, policy, interval and the constant predictor's score.
  public let report: MetricReport
  /// The better of two answers without the image, 0...1: the constant predictor's score and, for the macro F1 of
  /// classes, what guessing them in their shares is expected to reach. nil where it is undefined, and in older
  /// summaries.
  public let chance: Double?

  /// - Parameter guessing: what guessing is expected to reach; nil where the constant predictor reaches as much.
  init(_ report: MetricReport, guessing: Double? = nil) {
    self.report = report
    chance = [report.constantPredictor, guessing].compactMap { $0 }.max()
  }

  /// Whether the whole interval lies above `chance` (above the constant predictor where a summary has no chance), so
  /// that something was learned; false where one of the two is undefined.
  public var isAboveChance: Bool {
    guard let interval = report.interval, let bar = chance ?? report.constantPredictor else { return false }
    return interval.lower > bar
  }

  /// A property of the report.
  public subscript<Value>(dynamicMember path: KeyPath<MetricReport, Value>) -> Value { report[keyPath: path] }

  // MARK: JSON

  private enum CodingKeys: String, CodingKey { case chance }

  /// Reads what `encode` wrote, with or without `chance`.
  /// - Throws: `DecodingError` naming the key that is missing or does not fit.
  public init(from decoder: any Decoder) throws {
    report = try MetricReport(from: decoder)
    chance = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(Double.self, forKey: .chance)
  }

  /// Writes the keys of the report and `chance` side by side; nil as `null`.
  /// - Throws: `EncodingError` for a number that is not finite.
  public func encode(to encoder: any Encoder) throws {
    try report.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(chance, forKey: .chance)
  }
}

extension MetricReport: Decodable {
  private enum Key: String, CodingKey {
    case name, value, n, policy, interval
    case constantPredictor = "constant_predictor"
  }

  /// Reads what `encode` wrote.
  /// - Throws: `DecodingError` naming the key that is missing or does not fit.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    self.init(
      name: try container.decode(String.self, forKey: .name),
      value: try container.decode(Double?.self, forKey: .value),
      caseCount: try container.decode(Int.self, forKey: .n),
      policy: try container.decode(String?.self, forKey: .policy),
      interval: try container.decode(Interval?.self, forKey: .interval),
      constantPredictor: try container.decode(Double?.self, forKey: .constantPredictor))
  }
}
