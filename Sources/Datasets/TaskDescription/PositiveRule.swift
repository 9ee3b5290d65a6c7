/// A comparison that turns a numeric column into a label: `> 0` on a count column is "has at least one".
public struct PositiveRule: Sendable, Equatable {
  public enum Comparison: String, Sendable, CaseIterable {
    case atLeast = ">="
    case atMost = "<="
    case different = "!="
    case equal = "=="
    case above = ">"
    case below = "<"
  }

  public let comparison: Comparison
  public let bound: Double

  public init(_ comparison: Comparison, _ bound: Double) {
    self.comparison = comparison
    self.bound = bound
  }

  /// Reads `> 0`; nil if the text is no comparison with a number.
  public init?(_ text: String) {
    let text = text.filter { !$0.isWhitespace }
    // Two-letter signs come first in `allCases`, so that ">=" is not read as ">".
    guard let sign = Comparison.allCases.first(where: { text.hasPrefix($0.rawValue) }),
      let bound = Double(text.dropFirst(sign.rawValue.count)), bound.isFinite
    else { return nil }
    self.init(sign, bound)
  }

  /// Counts could not tell the two sides apart, so the numbers have signs and -1 is one of them.
  var isForSignedNumbers: Bool {
    bound < 0 || (bound == 0 && (comparison == .below || comparison == .atLeast))
  }

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
