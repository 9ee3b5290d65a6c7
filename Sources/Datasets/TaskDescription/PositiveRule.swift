/// A comparison that turns a numeric column into a label: `> 0` on a count column is "has at least one".
public struct PositiveRule: Sendable, Equatable {
  /// How a number is compared with the bound; raw values as a `task.yaml` has them.
  public enum Comparison: String, Sendable, CaseIterable {
    // Longer signs first, so that ">=" is not read as ">".
    /// Not below the bound.
    case atLeast = ">="
    /// Not above the bound.
    case atMost = "<="
    /// Anything but the bound.
    case different = "!="
    /// The bound itself.
    case equal = "=="
    /// Greater than the bound.
    case above = ">"
    /// Less than the bound.
    case below = "<"
  }

  /// What is asked of a number.
  public let comparison: Comparison
  /// What it is compared with; finite.
  public let bound: Double

  /// A rule such as `.above` 0.
  public init(_ comparison: Comparison, _ bound: Double) {
    self.comparison = comparison
    self.bound = bound
  }

  /// Reads `> 0`; nil if the text is no comparison with a number.
  public init?(_ text: String) {
    let text = text.filter { !$0.isWhitespace }
    guard let sign = Comparison.allCases.first(where: { text.hasPrefix($0.rawValue) }),
      let bound = Double(text.dropFirst(sign.rawValue.count)), bound.isFinite
    else { return nil }
    self.init(sign, bound)
  }

  /// As a description writes it: `> 0.0`.
  public var text: String { "\(comparison.rawValue) \(bound)" }

  /// Counts could not tell the two sides apart, so the numbers have signs and -1 is one of them.
  var isForSignedNumbers: Bool {
    bound < 0 || (bound == 0 && (comparison == .below || comparison == .atLeast))
  }

  /// Whether a number makes the label positive.
  public func holds(_ value: Double) -> Bool {
    switch comparison {
    case .atLeast: value >= bound
    case .atMost: value <= bound
    case .different: value != bound
    case .equal: value == bound
    case .above: value > bound
    case .below: value < bound
    }
  }
}
