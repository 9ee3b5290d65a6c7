extension Sequence where Element == String {
  /// `"a", "b", "c" and 4 more`.
  var quoted: String { quoted(atMost: 6) }

  func quoted(atMost count: Int) -> String {
    let all = Array(self)
    let shown = all.prefix(count).map { "\"\($0)\"" }.joined(separator: ", ")
    return all.count > count ? "\(shown) and \(all.count - count) more" : shown
  }
}

extension Collection {
  /// ` (so it is with 4 more)`, for the end of a sentence about the first of several; empty for one.
  var soWithMore: String { count > 1 ? " (so it is with \(count - 1) more)" : "" }
}
