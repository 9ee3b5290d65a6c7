import Foundation
import GoldenArrays
import Testing

/// The whole way on small drawn data: draw, check, train, evaluate, report.
@Suite struct DemoTests {
  @Test func theSmallDemonstrationRunsToItsReport() throws {
    let folder = try TemporaryFolder()
    let command = BuiltCommand(folder)
    let result = try command.run("demo", "--small", "--out", "demo")
    #expect(result.code == 0)
    let lines = result.stdout.split(separator: "\n").map(String.init)
    let run = try #require(lines.first)
    #expect(run.hasPrefix("demo/demo-"))
    for task in [
      "demo_chest   classification", "demo_skin    multilabel", "demo_organs  segmentation", "demo_tissue  detection",
    ] {
      #expect(lines.contains { $0.hasPrefix(task) }, "\(task)")
    }
    #expect(lines[1].hasSuffix("constant predictor  chance"))
    for policy in ["macro_f1: present_classes (demo_chest)", "miou: whole set, present_classes: 3 of 3 (demo_organs)"] {
      #expect(lines.contains("  " + policy), "\(policy)")
    }
    let report = try text(of: folder.path(run) + "/report.html")
    #expect(report.contains("data:image/svg+xml;base64,") && report.contains("demo_tissue"))
    #expect(try text(of: folder.path(run) + "/eval/per_case.csv").split(separator: "\n").count == 1 + 4 * 8)
    #expect(result.stderr.contains("step 6/6") && !result.stderr.contains("\r"))
    #expect(result.stderr.contains("; so few updates show that everything runs"))
    #expect(try startingLosses(folder.path(run)).count == 4)
    for (task, score) in try primaryScores(folder.path(run)) {
      let interval = score["interval"] as? [String: Any]
      #expect(interval?["lower"] as? Double != nil, "\(task)")
      let constant = try #require(score["constant_predictor"] as? Double, "\(task)")
      #expect(try #require(score["chance"] as? Double, "\(task)") >= constant, "\(task)")
    }
    // The drawn sets are ordinary data sets.
    #expect(try command.run("check", "demo/demo-data/demo.yaml").code == 0)
  }

  /// `UMEDPT_DEMO=1` runs the whole demonstration: some minutes.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["UMEDPT_DEMO"] == "1", "takes minutes"))
  func theDemonstrationLearnsAllFourTasks() throws {
    let folder = try TemporaryFolder()
    let result = try BuiltCommand(folder).run("demo", "--out", "demo")
    #expect(result.code == 0, "\(result.stderr)")
    #expect(result.stderr.contains("the scores of all 4 tasks are above chance, intervals included"))
    let run = folder.path(try #require(result.stdout.split(separator: "\n").first.map(String.init)))
    #expect(try startingLosses(run).count == 4)
    for (task, score) in try primaryScores(run) {
      let lower = try #require((score["interval"] as? [String: Any])?["lower"] as? Double, "\(task)")
      #expect(lower > (score["chance"] as? Double ?? 1), "\(task)")
    }
  }

  /// Losses of the first update, which every task starts near 1.
  private func startingLosses(_ run: String) throws -> [Double] {
    let lines = try text(of: run + "/metrics.jsonl").split(separator: "\n").map { try json(String($0)) }
    let losses = lines.filter { $0["step"] as? Int == 0 && $0["name"] as? String == "loss" }
      .compactMap { $0["value"] as? Double }
    #expect(losses.allSatisfy { (0.7...1.4).contains($0) }, "\(losses)")
    return losses
  }

  /// The first score of each task, as `eval/summary.json` has it.
  private func primaryScores(_ run: String) throws -> [(task: String, score: [String: Any])] {
    let tasks = try #require(json(of: run + "/eval/summary.json")["tasks"] as? [[String: Any]])
    #expect(tasks.count == 4)
    return try tasks.map { task in
      let scores = try #require(task["metrics"] as? [[String: Any]])
      return (task["task"] as? String ?? "", try #require(scores.first))
    }
  }

  @Test func filesOfOthersAreKept() throws {
    let folder = try TemporaryFolder()
    try folder.write("name: mine\n", to: "demo/demo-data/chest/task.yaml")
    let result = try BuiltCommand(folder).run("demo", "--small", "--out", "demo")
    #expect(result.code == 2 && result.stdout.isEmpty)
    #expect(
      result.stderr.contains(
        "demo/demo-data: found \"chest/task.yaml\", which no demonstration wrote and none replaces; give another"))
    #expect(try text(of: folder.path("demo/demo-data/chest/task.yaml")) == "name: mine\n")
  }
}
