import Evaluation
import Foundation

/// The scores of an evaluation as text for people.
enum ScoreText {
  /// The table, and what its numbers rest on.
  static func of(_ summary: EvaluationSummary, allMetrics: Bool) -> String {
    let lines = [footer(summary)] + policies(summary, allMetrics: allMetrics)
    return ScoreTable(summary, primaryOnly: !allMetrics).text + "\n" + lines.joined(separator: "\n") + "\n"
  }

  /// How absent classes and empty cases count, once for each score and policy, with the tasks.
  private static func policies(_ summary: EvaluationSummary, allMetrics: Bool) -> [String] {
    var lines: [(text: String, tasks: [String])] = []
    for task in summary.tasks {
      for metric in allMetrics ? task.metrics : [task.primary] {
        guard let policy = metric.policy else { continue }
        let text = "\(metric.name): \(policy)"
        if let place = lines.firstIndex(where: { $0.text == text }) {
          lines[place].tasks.append(task.task)
        } else {
          lines.append((text, [task.task]))
        }
      }
    }
    return lines.map { "  \($0.text) (\($0.tasks.joined(separator: ", ")))" }
  }

  private static func footer(_ summary: EvaluationSummary) -> String {
    var parts = ["\(summary.split.rawValue) split"]
    if let step = summary.step { parts.append("after \(step) updates") }
    if let bootstrap = summary.bootstrap {
      let level = Int((bootstrap.level * 100).rounded())
      parts.append("intervals: bootstrap percentiles, \(level) %, \(bootstrap.resamples) resamples")
    }
    parts.append("scores of classes: summary.json")
    return parts.joined(separator: "; ")
  }
}
