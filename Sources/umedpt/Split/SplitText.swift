import Datasets

/// A split as text for people: a table of counts, and what to write into the task description.
struct SplitText {
  private let outcome: TaskSplit.Outcome
  private let path: String
  private let named: String

  /// - Parameters:
  ///   - path: where the file was written.
  ///   - named: the file as the task description names it.
  init(_ outcome: TaskSplit.Outcome, path: String, named: String) {
    self.outcome = outcome
    self.path = path
    self.named = named
  }

  var text: String {
    let split = outcome.split
    let unit = outcome.hasGroups ? "groups and single samples" : "samples without groups"
    var lines = ["\(split.task): \(split.samples) samples, \(outcome.units) \(unit), seed \(split.seed)"]
    lines += counts
    if !split.folds.isEmpty { lines.append("  folds: \(split.folds.map { "\($0.count)" }.joined(separator: ", "))") }
    if let nested = split.nested.first {
      let sizes = nested.counts.sorted { $0.value < $1.value }.map { "\($0.key) %: \($0.value)" }
      lines.append("  subsets: \(sizes.joined(separator: ", ")) of \(split.train.count) (\(split.nested.count) draws)")
    }
    lines += outcome.notes.map { "  note: \($0)" }
    return (lines + ["written to \(path); put into the task description", "  \(key)"]).joined(separator: "\n") + "\n"
  }

  private var key: String {
    if !outcome.split.folds.isEmpty { return "splits: {file: \(named), fold: 0}" }
    guard let percent = outcome.split.nested.first?.counts.max(by: { $0.value < $1.value })?.key else {
      return "splits: \(named)"
    }
    return "splits: {file: \(named), percent: \(percent), repeat: 0}"
  }

  private var counts: [String] {
    let split = outcome.split
    let sizes: [(Split, Int)] = [
      (.train, split.train.count), (.validation, split.validation.count), (.test, split.test.count),
    ].filter { $0.1 > 0 }
    let rows =
      [[""] + sizes.map { $0.0.rawValue }, ["samples"] + sizes.map { "\($0.1)" }]
      + outcome.classes.prefix(40).map { entry in [entry.name] + sizes.map { "\(entry.counts[$0.0] ?? 0)" } }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let first = row[0] + String(repeating: " ", count: widths[0] - row[0].count)
      let others = zip(row, widths).dropFirst().map { String(repeating: " ", count: $1 - $0.count) + $0 }
      return "  " + ([first] + others).joined(separator: "  ")
    }
  }
}
