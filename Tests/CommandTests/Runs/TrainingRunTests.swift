import Foundation
import Testing

/// What a whole training leaves and says.
@Suite struct TrainingRunTests {
  private let data: TinyData
  private let command: BuiltCommand

  init() throws {
    data = try TinyData()
    command = BuiltCommand(data.folder)
  }

  @Test func resultsGoToStdoutAndTheRestToStderr() throws {
    let tasks = [
      try data.classification("shades", .init(train: 6, test: 4)),
      try data.segmentation("squares", .init(train: 6, test: 2)), try data.detection(),
    ]
    let result = try command.run("train", data.run(tasks, more: ["evaluation: {at_end: true}"]))
    #expect(result.code == 0)
    let run = try #require(data.runs.first)
    let lines = result.stdout.split(separator: "\n")
    #expect(lines.first.map(String.init) == run.relative(to: data))
    #expect(lines.contains { $0.hasPrefix("shades ") && $0.contains("macro_f1") })
    #expect(lines.contains { $0.hasPrefix("squares ") && $0.contains("miou") })
    #expect(!result.stdout.contains("step 1/2"))
    #expect(result.stderr.contains("step 1/2") && !result.stderr.contains("\r"))
    #expect(result.stderr.contains("task boxes has no test samples, so it is not scored"))
    for file in [
      "run.json", "config.resolved.yaml", "log.txt", "metrics.jsonl", "eval/summary.json", "eval/per_case.csv",
      "report.html", "checkpoints/last", "checkpoints/step-2/SHA256SUMS",
    ] {
      #expect(FileManager.default.fileExists(atPath: "\(run)/\(file)"), "\(file)")
    }
    #expect(try text(of: run + "/eval/per_case.csv").split(separator: "\n").count == 1 + 4 + 2)
    let first = try text(of: run + "/metrics.jsonl").split(separator: "\n").map { try json(String($0)) }.filter {
      $0["step"] as? Int == 0 && $0["name"] as? String == "loss"
    }
    #expect(first.count == 3)
    // Two pictures a batch scatter; a task whose loss starts elsewhere is off by far more.
    #expect(first.allSatisfy { (0.5...2).contains($0["value"] as? Double ?? 0) })
  }

  @Test func jsonIsOneDocumentAndQuietIsQuiet() throws {
    let task = try data.classification("shades", .init(train: 6, test: 4))
    let config = try data.run([task], more: ["evaluation: {at_end: true}"])
    let result = try command.run("train", config, "--json", "--quiet")
    #expect(result.code == 0)
    #expect(result.stderr.isEmpty)
    let document = try json(result.stdout)
    #expect(document["step"] as? Int == 2)
    #expect(document["is_complete"] as? Bool == true)
    #expect((document["run"] as? String)?.hasPrefix("runs/tiny-") == true)
    let scores = try #require((document["evaluation"] as? [String: Any])?["tasks"] as? [[String: Any]])
    #expect(scores.map { $0["task"] as? String } == ["shades"])
  }

  @Test func onlyOneTaskIsTrained() throws {
    let config = try data.run([data.classification(), data.segmentation()])
    #expect(try command.run("train", config, "--only", "squares").code == 0)
    let run = try #require(data.runs.first)
    let lines = try metricLines(run)
    #expect(lines.contains { $0.contains("\"task\":\"squares\"") })
    #expect(!lines.contains { $0.contains("\"task\":\"shades\"") })
    let wrong = try command.run("train", config, "--only", "square")
    #expect(wrong.code == 2)
    #expect(wrong.stderr.contains("--only: no task \"square\"; did you mean squares?"))
    #expect(data.runs == [run])
  }

  @Test func validationIsLoggedAndTheBestIsKept() throws {
    let task = try data.classification("shades", .init(train: 10))
    try data.folder.write(text(of: task) + "validation: 0.4\n", to: "shades/task.yaml")
    let config = try data.run([task], steps: 4, more: ["evaluation: {every_steps: 2, at_end: false}"])
    #expect(try command.run("train", config).code == 0)
    let run = try #require(data.runs.first)
    let lines = try metricLines(run).filter { $0.contains("\"split\":\"validation\"") && $0.contains("macro_f1") }
    #expect(lines.count == 2)
    #expect(try text(of: run + "/checkpoints/best").hasPrefix("step-"))
    let score = try command.run("eval", run, "--split", "validation")
    #expect(score.code == 0)
    #expect(score.stdout.contains("validation split"))
  }

  /// tensorboard#544: a second run never takes the first one's folder.
  @Test func aSecondRunGetsAFolderOfItsOwn() throws {
    let config = try data.run([data.classification()], steps: 1)
    #expect(try command.run("train", config).code == 0)
    let first = try #require(data.runs.first)
    let before = try contents(of: first)
    #expect(try command.run("train", config).code == 0)
    #expect(data.runs.count == 2)
    #expect(try contents(of: first) == before)
  }
}
