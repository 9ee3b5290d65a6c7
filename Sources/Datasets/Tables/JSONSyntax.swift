/// Finds where bytes stop being JSON, because Foundation's decoder does not say on Linux.
struct JSONSyntax {
  private let bytes: [UInt8]
  private var position = 0

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The index of the first byte that is wrong, the count of bytes if more should follow; nil for JSON.
  static func end(_ bytes: [UInt8]) -> Int? {
    var syntax = JSONSyntax(bytes)
    guard syntax.takeValue(depth: 0) else { return min(syntax.position, bytes.count) }
    syntax.skipSpace()
    return syntax.position < bytes.count ? syntax.position : nil
  }

  /// What is wrong and where, such as `it is not JSON from line 3, column 7 on`; nil for JSON. Columns count bytes.
  static func problem(_ bytes: [UInt8]) -> String? {
    guard let end = end(bytes) else { return nil }
    let before = bytes.prefix(end)
    let line = before.count { $0 == lineFeed } + 1
    let lineStart = before.lastIndex(of: lineFeed).map { $0 + 1 } ?? 0
    let place = "line \(line), column \(end - lineStart + 1)"
    return end < bytes.count ? "it is not JSON from \(place) on" : "it ends too early, at \(place); it may be cut off"
  }

  // MARK: Grammar

  /// Foundation's decoder goes no deeper.
  private static let deepest = 512

  private mutating func takeValue(depth: Int) -> Bool {
    skipSpace()
    guard depth < Self.deepest, position < bytes.count else { return false }
    switch bytes[position] {
    case UInt8(ascii: "{"): return takeContainer(until: UInt8(ascii: "}"), depth: depth)
    case UInt8(ascii: "["): return takeContainer(until: UInt8(ascii: "]"), depth: depth)
    case Self.quote: return takeText()
    default: return takeWord()
    }
  }

  private mutating func takeContainer(until closing: UInt8, depth: Int) -> Bool {
    position += 1
    if take(closing) { return true }
    repeat {
      if closing == UInt8(ascii: "}") {
        guard takeKey() else { return false }
      }
      guard takeValue(depth: depth + 1) else { return false }
    } while take(UInt8(ascii: ","))
    return take(closing)
  }

  private mutating func takeKey() -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == Self.quote, takeText() else { return false }
    return take(UInt8(ascii: ":"))
  }

  /// A text in quotes; what an escape stands for is not looked at.
  private mutating func takeText() -> Bool {
    position += 1
    while position < bytes.count, bytes[position] != Self.quote {
      guard bytes[position] >= UInt8(ascii: " ") else { return false }
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    return take(Self.quote)
  }

  /// `true`, `false`, `null` or a number; anything else stays where it is.
  private mutating func takeWord() -> Bool {
    let word = bytes[position...].prefix { !Self.isEnd($0) }
    let text = String(decoding: word, as: UTF8.self)
    guard ["true", "false", "null"].contains(text) || Self.isNumber(text) else { return false }
    position += word.count
    return true
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while position < bytes.count, Self.space.contains(bytes[position]) { position += 1 }
  }

  private static func isEnd(_ byte: UInt8) -> Bool {
    space.contains(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}")
  }

  private static func isNumber(_ text: String) -> Bool {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    guard let first = digits.utf8.first, isDigit(first), text.utf8.allSatisfy(isNumeric) else { return false }
    let hasLeadingZero = first == UInt8(ascii: "0") && (digits.utf8.dropFirst().first.map(isDigit) ?? false)
    // Swift reads `1.` and `1.e5` as numbers; JSON wants a digit after the point.
    let endsInDigit = text.utf8.last.map(isDigit) ?? false
    return !hasLeadingZero && endsInDigit && !text.lowercased().contains(".e") && Double(text)?.isFinite == true
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private static func isNumeric(_ byte: UInt8) -> Bool { isDigit(byte) || "+-.eE".utf8.contains(byte) }

  private static let space: [UInt8] = Array(" \t\r\n".utf8)
  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
}
