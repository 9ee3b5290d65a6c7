/// Finds the name that somebody meant when they typed another one.
public enum NearestName {
  /// The candidate at the smallest edit distance, if it is close enough to be a slip of the hand.
  ///
  /// Close enough is one edit for every three characters of the longer name and at least one; a candidate that
  /// `name` begins or is begun by (three characters or more) counts too. Ties go to the first candidate. A number is
  /// no slip for another one, and among short names one edit makes almost any of them of any other: no guess there.
  public static func of(_ name: String, in candidates: [String]) -> String? {
    let words = candidates.filter { NumberText.double($0) == nil }
    guard ([name] + words).contains(where: { $0.count > shortLength }) else { return nil }
    let ranked = words.map { (name: $0, distance: distance(name.lowercased(), $0.lowercased())) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    if best.distance <= max(1, max(name.count, best.name.count) / 3) { return best.name }
    return words.first { sharesStart(name, $0) }
  }

  /// Names up to this length are short.
  private static let shortLength = 3

  /// Edits (insert, delete, replace, swap of neighbours) that turn one text into the other.
  /// - Source: optimal string alignment, the restricted form of Damerau's distance.
  static func distance(_ first: String, _ second: String) -> Int {
    let a = Array(first)
    let b = Array(second)
    var beforeLast = [Int]()
    var last = Array(0...b.count)
    for (i, character) in a.enumerated() {
      var row = [i + 1]
      for (j, other) in b.enumerated() {
        var cost = min(last[j] + (character == other ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        let isSwap = i > 0 && j > 0 && character == b[j - 1] && other == a[i - 1]
        if isSwap { cost = min(cost, beforeLast[j - 1] + 1) }
        row.append(cost)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }

  private static func sharesStart(_ first: String, _ second: String) -> Bool {
    min(first.count, second.count) >= 3 && (first.hasPrefix(second) || second.hasPrefix(first))
  }
}
