/// A value of a settings document with its place: a text, a list or a mapping. It has no other type; the reader that
/// asks for it decides whether `1e-4` is a number.
public struct SettingsNode: Sendable {
  /// What was written.
  public enum Content: Sendable {
    /// `isQuoted` is true for quoted and block texts, which are never numbers, truth values or empty.
    case text(String, isQuoted: Bool)
    /// A list.
    case sequence([SettingsNode])
    /// Keys with their values, in file order; no key twice.
    case mapping([SettingsEntry])
  }

  /// What was written.
  public var content: Content
  /// Where.
  public let place: SettingsPlace

  /// A value that stands at a place.
  public init(_ content: Content, place: SettingsPlace) {
    self.content = content
    self.place = place
  }

  /// Nothing was written after the key, or `null` or `~`.
  var isNull: Bool {
    guard case .text(let text, isQuoted: false) = content else { return false }
    return text.isEmpty || text == "~" || text == "null"
  }

  /// What was found, in words for an error message.
  var summary: String {
    switch content {
    case .text(let text, let isQuoted):
      if isNull { return "found nothing" }
      return isQuoted ? "found the text \"\(shortened(text))\"" : "found \(shortened(text))"
    case .sequence(let items): return "found a list of \(items.count)"
    case .mapping(let entries): return "found a mapping of \(entries.count) keys"
    }
  }

  private func shortened(_ text: String) -> String {
    let line = text.replacing("\n", with: " ")
    return line.count <= 60 ? line : line.prefix(60) + "..."
  }
}

/// A key with its value, in file order.
public struct SettingsEntry: Sendable {
  /// As written.
  public let key: String
  /// Place of the key itself.
  public let place: SettingsPlace
  /// What stands behind it.
  public var value: SettingsNode

  /// A key that stands at a place.
  public init(key: String, place: SettingsPlace, value: SettingsNode) {
    self.key = key
    self.place = place
    self.value = value
  }
}
