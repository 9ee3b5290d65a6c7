/// A metric as it is printed and written: never without n, its policy and, where there is one, its interval.
///
/// Undefined is `null` in JSON and "undefined" in text, never 0.
public struct MetricReport: Sendable, Equatable, Encodable {
  /// The metric's name in files, such as `macro_f1`.
  public let name: String
  /// The metric on all cases; nil where it is undefined.
  public let value: Double?
  /// Number of cases n.
  public let caseCount: Int
  /// How absent classes or empty cases count, such as `present_classes`; nil where none can occur.
  public let policy: String?
  /// The interval; nil where none could be made.
  public let interval: Interval?
  /// What a constant predictor reaches, where that was computed.
  public let constantPredictor: Double?

  /// A report of one metric; nil stands for what the metric does not have, or what was not computed.
  public init(
    name: String, value: Double?, caseCount: Int, policy: String? = nil, interval: Interval? = nil,
    constantPredictor: Double? = nil
  ) {
    self.name = name
    self.value = value
    self.caseCount = caseCount
    self.policy = policy
    self.interval = interval
    self.constantPredictor = constantPredictor
  }

  private enum CodingKeys: String, CodingKey {
    case name, value, policy, interval
    case caseCount = "n"
    case constantPredictor = "constant_predictor"
  }

  /// Writes nil as `null`: a missing key would not say that the value is undefined.
  /// - Throws: `EncodingError` for a number that is not finite.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(value, forKey: .value)
    try container.encode(caseCount, forKey: .caseCount)
    try container.encode(policy, forKey: .policy)
    try container.encode(interval, forKey: .interval)
    try container.encode(constantPredictor, forKey: .constantPredictor)
  }
}
