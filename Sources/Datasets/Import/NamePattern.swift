import Settings

/// A regular expression over file names and ids.
public struct NamePattern {
  /// As it was written.
  public let text: String
  private let expression: Regex<AnyRegexOutput>

  /// - Throws: `UsageError` naming `flag` if the text is no regular expression.
  public init(_ text: String, flag: String) throws {
    self.text = text
    do {
      expression = try Regex(text)
    } catch {
      throw UsageError("\(flag): \"\(text)\" is no regular expression (\(error)); write for example patient[0-9]+")
    }
  }

  /// The first group of the first match, or the whole match where the expression has no group; nil without a match.
  public func part(of name: String) -> String? {
    guard let match = try? expression.firstMatch(in: name) else { return nil }
    let output = match.output
    guard output.count > 1, let group = output[1].substring else { return output[0].substring.map(String.init) }
    return String(group)
  }

  /// Whether it is found anywhere in a name.
  public func matches(_ name: String) -> Bool { part(of: name) != nil }
}
