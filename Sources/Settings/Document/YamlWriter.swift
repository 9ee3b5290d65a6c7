/// Writes nodes as YAML that `SettingsDocument` reads back to the same texts.
public enum YamlWriter {
  /// The document's text, keys in order, two spaces a level, a newline at the end.
  public static func text(of root: SettingsNode) -> String {
    var lines: [String] = []
    if case .mapping(let entries) = root.content { append(entries, indent: "", to: &lines) }
    return lines.isEmpty ? "{}\n" : lines.joined(separator: "\n") + "\n"
  }

  private static func append(_ entries: [SettingsEntry], indent: String, to lines: inout [String]) {
    for entry in entries {
      append(entry.value, after: indent + scalar(entry.key, isQuoted: true) + ":", indent, &lines)
    }
  }

  private static func append(_ node: SettingsNode, after start: String, _ indent: String, _ lines: inout [String]) {
    switch node.content {
    case .text(let text, let isQuoted): lines.append("\(start) \(scalar(text, isQuoted: isQuoted))")
    case .mapping(let entries) where entries.isEmpty: lines.append("\(start) {}")
    case .mapping(let entries):
      lines.append(start)
      append(entries, indent: indent + "  ", to: &lines)
    case .sequence(let items):
      if let flow = flow(items) { return lines.append("\(start) \(flow)") }
      lines.append(start)
      for item in items { append(item, inList: indent + "  ", &lines) }
    }
  }

  private static func append(_ item: SettingsNode, inList indent: String, _ lines: inout [String]) {
    guard case .mapping(let entries) = item.content, !entries.isEmpty else {
      return append(item, after: indent + "-", indent, &lines)
    }
    let first = lines.count
    append(entries, indent: indent + "  ", to: &lines)
    lines[first] = indent + "- " + lines[first].dropFirst(indent.count + 2)
  }

  /// `[a, b]` for lists of texts; nil for all others.
  private static func flow(_ items: [SettingsNode]) -> String? {
    var texts: [String] = []
    for item in items {
      guard case .text(let text, let isQuoted) = item.content else { return nil }
      texts.append(scalar(text, isQuoted: isQuoted))
    }
    return "[" + texts.joined(separator: ", ") + "]"
  }

  /// Plain where no YAML reader could take it for anything else, else in double quotes.
  private static func scalar(_ text: String, isQuoted: Bool) -> String {
    guard isQuoted else { return text }
    let isSafe =
      text.utf8.allSatisfy(isSafeByte) && text.utf8.first.map(isLetterOrSlash) == true
      && !reserved.contains(text.lowercased())
    return isSafe ? text : "\"\(escaped(text))\""
  }

  /// Words that some YAML reader guesses to be null or a truth value.
  private static let reserved: Set<String> = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]

  private static func escaped(_ text: String) -> String {
    var result = ""
    // A reader would take `${` for an environment variable.
    for scalar in text.replacing("${", with: "$${").unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where isUnprintable(scalar.value):
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isUnprintable(_ value: UInt32) -> Bool {
    value < 0x20 || (0x7F...0x9F).contains(value) || [0x2028, 0x2029, 0xFEFF].contains(value)
  }

  private static func isSafeByte(_ byte: UInt8) -> Bool {
    isLetterOrSlash(byte) || (0x30...0x39).contains(byte) || "_-.".utf8.contains(byte)
  }

  private static func isLetterOrSlash(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "/")
  }
}
