/// Input on which a metric has no meaning: which one, what was found, what is allowed.
public struct StatisticsError: Error, Equatable, Sendable, CustomStringConvertible {
  public let metric: String
  public let found: String
  public let allowed: String

  public init(_ metric: String, found: String, allowed: String) {
    self.metric = metric
    self.found = found
    self.allowed = allowed
  }

  public var description: String { "\(metric): \(found); \(allowed)" }

  static func requireEqual(_ metric: String, _ first: Int, _ second: Int, _ names: String) throws {
    guard first == second else {
      throw StatisticsError(metric, found: "\(first) and \(second) \(names)", allowed: "as many of each")
    }
  }
}
