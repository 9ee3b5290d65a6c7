extension Sequence where Element == String {
  /// `"a", "b", "c" and 4 more`.
  var quoted: String { quoted(atMost: 6) }

  func quoted(atMost count: Int) -> String {
    let all = Array(self)
    let shown = all.prefix(count).map { "\"\($0)\"" }.joined(separator: ", ")
    return all.count > count ? "\(shown) and \(all.count - count) more" : shown
  }
}
