import Settings

extension MaskRule {
  /// Reads `PATTERN => TEXT`.
  /// - Throws: `UsageError` if the sign is missing or the pattern is no regular expression.
  public init(_ text: String, flag: String) throws {
    guard let sign = text.firstRange(of: Self.separator) else {
      throw UsageError("\(flag): found \"\(text)\"; write PATTERN => TEXT, such as \"/Images/ => /Annotation/\"")
    }
    let pattern = text[..<sign.lowerBound].trimmed
    do {
      self.init(expression: try Regex(pattern), replacement: text[sign.upperBound...].trimmed)
    } catch {
      throw UsageError("\(flag): \"\(pattern)\" is no regular expression (\(error))")
    }
  }
}
