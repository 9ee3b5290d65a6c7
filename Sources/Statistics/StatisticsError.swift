/// Input on which a metric has no meaning: which one, what was found, what is allowed.
public struct StatisticsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Name of the metric, for people.
  public let metric: String
  /// What was handed in.
  public let found: String
  /// What it should have been.
  public let allowed: String

  /// An error of three phrases: the description joins them to one sentence.
  public init(_ metric: String, found: String, allowed: String) {
    self.metric = metric
    self.found = found
    self.allowed = allowed
  }

  /// `metric: found; allowed`.
  public var description: String { "\(metric): \(found); \(allowed)" }

  static func requireEqual(_ metric: String, _ first: Int, _ second: Int, _ names: String) throws {
    guard first == second else {
      throw StatisticsError(metric, found: "\(first) and \(second) \(names)", allowed: "as many of each")
    }
  }
}
