import Evaluation
import Foundation

/// The scores of an evaluation as text for people.
enum ScoreText {
  /// The table, and what its numbers rest on.
  static func of(_ summary: EvaluationSummary, allMetrics: Bool) -> String {
    ScoreTable(summary, primaryOnly: !allMetrics).text + "\n" + footer(summary) + "\n"
  }

  private static func footer(_ summary: EvaluationSummary) -> String {
    var parts = ["\(summary.split.rawValue) split"]
    if let step = summary.step { parts.append("after \(step) updates") }
    if let bootstrap = summary.bootstrap {
      let level = Int((bootstrap.level * 100).rounded())
      parts.append("intervals: bootstrap percentiles, \(level) %, \(bootstrap.resamples) resamples")
    }
    parts.append("policies and classes: summary.json")
    return parts.joined(separator: "; ")
  }
}
