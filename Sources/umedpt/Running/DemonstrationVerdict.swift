import Datasets
import Evaluation
import Foundation
import Training

/// Whether a demonstration showed what it is to show: losses that start near 1, and scores above chance.
struct DemonstrationVerdict {
  /// What is wrong, a sentence each; empty where all is well.
  let problems: [String]
  /// What was shown.
  let text: String

  /// Losses of the first update: every loss is divided by what an undecided model costs, so that none outweighs the
  /// others.
  private static let startingLosses = 0.7...1.4

  /// Where the interval of a detection's score has to begin. Finding nothing scores 0, and one lucky box is more.
  private static let leastPrecision = 0.1

  /// - Parameters:
  ///   - folder: of the run, with its `metrics.jsonl`.
  ///   - isLearning: whether the scores are to be above chance.
  init(_ folder: String, _ summary: EvaluationSummary, isLearning: Bool) {
    let first = MetricsLog.records(RunLayout(folder).metrics).filter {
      $0.step == 0 && $0.split == "train" && $0.name == "loss" && $0.task != nil
    }
    let starts = first.map { (task: $0.task ?? "", loss: $0.value ?? .infinity) }
    let missed = isLearning ? summary.tasks.filter { !Self.isLearned($0) } : []
    let unseen = summary.tasks.map(\.task).filter { task in !starts.contains { $0.task == task } }
    problems =
      unseen.map { "\($0): metrics.jsonl has no loss of the first step" }
      + starts.filter { !Self.startingLosses.contains($0.loss) }.map { start in
        "\(start.task): the loss starts at \(Self.number(start.loss)); it should lie in "
          + "\(Self.startingLosses.lowerBound)...\(Self.startingLosses.upperBound)"
      } + missed.map(Self.shortfall)
    let losses = starts.map(\.loss)
    let span = "losses started in \(Self.number(losses.min() ?? 0))...\(Self.number(losses.max() ?? 0))"
    text =
      isLearning
      ? "\(span); the scores of all \(summary.tasks.count) tasks are above chance, intervals included"
      : "\(span); so few updates show that everything runs: without --small the scores have to be above chance"
  }

  private static func isLearned(_ task: TaskScores) -> Bool {
    guard task.isAboveChance, let interval = task.primary.interval else { return false }
    return task.labelType != .detection || interval.lower >= leastPrecision
  }

  private static func shortfall(_ task: TaskScores) -> String {
    let score = task.primary
    let found = score.interval.map { "its interval begins at \(number($0.lower))" } ?? "it has no interval"
    let wanted =
      task.labelType == .detection
      ? "is too low: \(found), \(number(leastPrecision)) or more is wanted"
      : "is not above chance: \(found), chance is \(score.chance.map(number) ?? "undefined")"
    return "\(task.task): \(score.name) \(wanted); please report this with log.txt and run.json"
  }

  private static func number(_ value: Double) -> String { String(format: "%.3f", value) }
}
