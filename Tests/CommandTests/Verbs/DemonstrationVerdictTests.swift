import Evaluation
import Foundation
import GoldenArrays
import Testing
import Training

@testable import umedpt

/// The verdict on made runs; a real one passes or fails as a whole.
@Suite struct DemonstrationVerdictTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// One task's score as `eval/summary.json` has it.
  private struct Score {
    let task: String
    let labelType: String
    let metric: String
    let constant: Double
    let chance: Double
    var lower: Double?
  }

  /// The figures of `Docs/results.md`.
  private static let reached = [
    Score(
      task: "demo_chest", labelType: "classification", metric: "macro_f1", constant: 0.173, chance: 1.0 / 3,
      lower: 0.552),
    Score(task: "demo_skin", labelType: "multilabel", metric: "mean_auroc", constant: 0.5, chance: 0.5, lower: 0.585),
    Score(task: "demo_organs", labelType: "segmentation", metric: "miou", constant: 0.239, chance: 0.239, lower: 0.754),
    Score(task: "demo_tissue", labelType: "detection", metric: "ap50", constant: 0, chance: 0, lower: 0.548),
  ]

  private static func json(_ score: Score) -> String {
    let interval = score.lower.map {
      #"{"lower": \#($0), "upper": 1, "level": 0.95, "method": "bootstrap_percentile", "resamples": 1000, "#
        + #""undefined_resamples": 0}"#
    }
    return """
      {"task": "\(score.task)", "label_type": "\(score.labelType)", "split": "test", "n": 40, "cases": 40,
       "case_unit": "image", "size": 96, "fit": "letterbox", "classes": [], "constant_predictor": "in words",
       "metrics": [{"name": "\(score.metric)", "value": 0.9, "n": 40, "policy": null,
         "interval": \(interval ?? "null"), "constant_predictor": \(score.constant), "chance": \(score.chance)}]}
      """
  }

  /// - Parameter losses: of the first step, by task; nil is a loss that is no number.
  private func verdict(
    _ scores: [Score] = Self.reached, losses: [(String, Double?)] = Self.reached.map { ($0.task, 1) },
    isLearning: Bool = true
  ) throws -> DemonstrationVerdict {
    let log = try MetricsLog(folder.path("metrics.jsonl"))
    for (task, loss) in losses { try log.record(step: 0, task: task, split: "train", name: "loss", value: loss) }
    try log.record(step: 0, split: "train", name: "loss_sum", value: 4)
    for score in scores { try log.record(step: 199, task: score.task, split: "train", name: "loss", value: 0.2) }
    let summary = """
      {"schema_version": 1, "split": "test", "device": "cpu", "precision": "fp32", "bootstrap": null,
       "tasks": [\(scores.map(Self.json).joined(separator: ", "))]}
      """
    let path = try folder.write(summary, to: "summary.json")
    return DemonstrationVerdict(folder.path, try EvaluationSummary.read(path), isLearning: isLearning)
  }

  private func scores(_ task: String, lower: Double?) -> [Score] {
    Self.reached.map { score in
      var score = score
      if score.task == task { score.lower = lower }
      return score
    }
  }

  @Test func whatTheDemonstrationReachesPasses() throws {
    let verdict = try verdict()
    #expect(verdict.problems.isEmpty)
    #expect(
      verdict.text == "losses started in 1.000...1.000; the scores of all 4 tasks are above chance, intervals included")
  }

  /// Guesses, which are above the constant predictor; just chance; less; one lucky box; no interval.
  private static let tooLow: [(task: String, lower: Double?, message: String)] = [
    ("demo_chest", 0.25, "macro_f1 is not above chance: its interval begins at 0.250, chance is 0.333"),
    ("demo_skin", 0.5, "mean_auroc is not above chance: its interval begins at 0.500, chance is 0.500"),
    ("demo_organs", 0.2, "miou is not above chance: its interval begins at 0.200, chance is 0.239"),
    ("demo_tissue", 0.05, "ap50 is too low: its interval begins at 0.050, 0.100 or more is wanted"),
    ("demo_tissue", nil, "ap50 is too low: it has no interval, 0.100 or more is wanted"),
  ]

  @Test(arguments: tooLow) func aScoreThatIsTooLowIsAProblem(task: String, lower: Double?, message: String) throws {
    let scores = scores(task, lower: lower)
    let problems = try verdict(scores).problems
    #expect(problems == ["\(task): \(message); please report this with log.txt and run.json"])
    // Six updates learn nothing.
    let small = try verdict(scores, isLearning: false)
    #expect(small.problems.isEmpty && small.text.contains("so few updates show that everything runs"))
  }

  @Test(arguments: [1.5, 0.6, nil]) func aLossThatDoesNotStartNearOneIsAProblem(loss: Double?) throws {
    let losses = Self.reached.map { ($0.task, $0.task == "demo_organs" ? loss : 1) }
    let found = loss.map { String(format: "%.3f", $0) } ?? "inf"
    for isLearning in [true, false] {
      let problems = try verdict(losses: losses, isLearning: isLearning).problems
      #expect(problems == ["demo_organs: the loss starts at \(found); it should lie in 0.7...1.4"])
    }
  }

  @Test func aLossThatWasNotLoggedIsAProblem() throws {
    let losses = Self.reached.dropLast().map { ($0.task, Optional(1.0)) }
    #expect(try verdict(losses: losses).problems == ["demo_tissue: metrics.jsonl has no loss of the first step"])
    let none = try verdict(losses: [], isLearning: false).problems
    #expect(none == Self.reached.map { "\($0.task): metrics.jsonl has no loss of the first step" })
  }
}
