import Foundation
import Statistics

/// Scores as a table for people.
public struct ScoreTable: Sendable {
  /// Headings of the rows.
  public static let columns = [
    "task", "label type", "n", "metric", "score", "interval", "constant predictor", "chance",
  ]
  /// Texts of each line, in the order of `columns`.
  public let rows: [[String]]

  /// - Parameter primaryOnly: one line a task, else one a metric.
  public init(_ summary: EvaluationSummary, primaryOnly: Bool = true) {
    rows = summary.tasks.flatMap { task in
      (primaryOnly ? [task.primary] : task.metrics).map { metric in
        [
          task.task, task.labelType.rawValue, Self.count(task), metric.name, Self.number(metric.value),
          Self.interval(metric.interval), Self.number(metric.constantPredictor),
          metric.chance.map { Self.number($0) } ?? "-",
        ]
      }
    }
  }

  /// Columns padded with spaces; a heading, then one line a row.
  public var text: String {
    let lines = [Self.columns] + rows
    let last = Self.columns.count - 1
    // The last column ends the line, so it needs no spaces.
    let widths = Self.columns.indices.map { c in c == last ? 0 : lines.map { $0[c].count }.max() ?? 0 }
    return lines.map { line in
      zip(line, widths).map { $0 + String(repeating: " ", count: max(0, $1 - $0.count)) }.joined(separator: "  ") + "\n"
    }.joined()
  }

  /// Three decimals, or "undefined".
  static func number(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "undefined" }

  static func interval(_ interval: Interval?) -> String {
    guard let interval else { return "-" }
    let bounds = String(format: "%.3f...%.3f", interval.lower, interval.upper)
    return "\(bounds) (\(Int((interval.level * 100).rounded())) %)"
  }

  private static func count(_ task: TaskScores) -> String {
    task.caseUnit == .image ? "\(task.sampleCount)" : "\(task.sampleCount) (\(task.caseCount) groups)"
  }
}
