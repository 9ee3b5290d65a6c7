/// What an import read, changed and left out.
public struct ImportReport: Sendable, Equatable {
  /// One reason for leaving something out.
  public struct Omission: Sendable, Equatable, Codable {
    /// As a clause after the names.
    public let reason: String
    /// How many were left out for it.
    public var count: Int
    /// The first few names.
    public var examples: [String]
  }

  /// In order of first appearance.
  public private(set) var leftOut: [Omission] = []
  /// What was decided on the way.
  public private(set) var notes: [String] = []

  private static let exampleLimit = 3

  mutating func leaveOut(_ name: String, _ reason: String, count: Int = 1) {
    guard count > 0 else { return }
    if let place = leftOut.firstIndex(where: { $0.reason == reason }) {
      leftOut[place].count += count
      if leftOut[place].examples.count < Self.exampleLimit { leftOut[place].examples.append(name) }
    } else {
      leftOut.append(Omission(reason: reason, count: count, examples: [name]))
    }
  }

  mutating func note(_ text: String) { if !notes.contains(text) { notes.append(text) } }
}
