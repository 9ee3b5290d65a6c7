/// Turns an image's path into its mask's: `PATTERN => TEXT`, where `\1` is the first group.
public struct MaskRule {
  private let expression: Regex<AnyRegexOutput>
  private let replacement: String

  /// Between pattern and text.
  public static let separator = "=>"

  init(expression: Regex<AnyRegexOutput>, replacement: String) {
    self.expression = expression
    self.replacement = replacement
  }

  /// The mask's path; nil if the pattern does not match.
  func applied(to path: String) -> String? {
    guard let match = try? expression.firstMatch(in: path) else { return nil }
    var text = replacement
    for group in 1..<max(1, match.output.count) {
      text = text.replacing("\\\(group)", with: match.output[group].substring ?? "")
    }
    return path[..<match.range.lowerBound] + text + path[match.range.upperBound...]
  }
}
