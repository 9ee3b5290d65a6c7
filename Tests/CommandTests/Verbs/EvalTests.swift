import Foundation
import Testing

@Suite struct EvalTests {
  private let data: TinyData
  private let command: BuiltCommand
  private let run: String

  init() throws {
    data = try TinyData()
    command = BuiltCommand(data.folder)
    let tasks = [
      try data.classification("shades", .init(train: 6, test: 4)),
      try data.segmentation("squares", .init(train: 6, test: 2)),
    ]
    let result = try command.run("train", data.run(tasks, steps: 1))
    #expect(result.code == 0)
    run = try #require(data.runs.first)
  }

  @Test func aRunIsScoredIntoItsFolder() throws {
    let result = try command.run("eval", run, "--split", "test")
    #expect(result.code == 0)
    #expect(result.stdout.hasPrefix("task "))
    #expect(result.stdout.contains("shades ") && result.stdout.contains("squares "))
    #expect(result.stderr == "\(run)/checkpoints/step-1: 2 task(s), cpu, fp32\nwritten to \(run)/eval\n")
    let summary = try json(of: run + "/eval/summary.json")
    #expect(summary["split"] as? String == "test" && summary["step"] as? Int == 1)
    #expect(summary["checkpoint"] as? String == "step-1")
    #expect(try text(of: run + "/eval/per_case.csv").split(separator: "\n").count == 1 + 4 + 2)

    let printed = try command.run("eval", run, "--task", "shades", "--json", "--quiet")
    #expect(printed.stderr.isEmpty)
    let tasks = try #require(json(printed.stdout)["tasks"] as? [[String: Any]])
    #expect(tasks.map { $0["task"] as? String } == ["shades"])
    #expect(printed.stdout == (try text(of: run + "/eval/test-shades/summary.json")))

    let wrong = try command.run("eval", run, "--task", "shade")
    #expect(wrong.code == 2)
    #expect(wrong.stderr.contains("--task: no task \"shade\"; did you mean shades?"))
  }

  @Test func aBareCheckpointNeedsAPlaceForTheScores() throws {
    try FileManager.default.copyItem(atPath: run + "/checkpoints/step-1", toPath: data.folder.path("bare"))
    let without = try command.run("eval", "bare")
    #expect(without.code == 2)
    #expect(without.stderr.contains("--out DIR"))
    #expect(try command.run("eval", "bare", "--split", "train", "--out", "scores").code == 0)
    #expect(try json(of: data.folder.path("scores/summary.json"))["split"] as? String == "train")

    // A flipped byte is found before it is used.
    let path = data.folder.path("bare/model.safetensors")
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path))
    let damaged = try command.run("eval", "bare", "--out", "scores2")
    #expect(damaged.code == 1)
    #expect(damaged.stderr.contains("model.safetensors"))
    #expect(!FileManager.default.fileExists(atPath: data.folder.path("scores2")))
  }

  @Test func unreadableTestFilesAreLeftOutAndSaid() throws {
    try data.folder.write(Data(), to: "shades/images/test-1.png")
    let result = try command.run("eval", run, "--task", "shades")
    #expect(result.code == 4)
    #expect(result.stderr.contains("warning: task shades, sample \"test1\": left out, "))
    #expect(try text(of: run + "/eval/test-shades/per_case.csv").split(separator: "\n").count == 1 + 3)
  }

  /// A machine may hold the test images alone.
  @Test func trainingImagesAreNotNeeded() throws {
    for index in 0..<6 {
      try FileManager.default.removeItem(atPath: data.folder.path("shades/images/train-\(index).png"))
    }
    let result = try command.run("eval", run, "--task", "shades")
    #expect(result.code == 0)
    #expect(result.stderr == "\(run)/checkpoints/step-1: 1 task(s), cpu, fp32\nwritten to \(run)/eval/test-shades\n")
    #expect(try text(of: run + "/eval/test-shades/per_case.csv").split(separator: "\n").count == 1 + 4)
  }

  /// The scores that the report tells are those of the whole test split.
  @Test func otherScoresStayApart() throws {
    #expect(try command.run("eval", run).code == 0)
    let report = try Data(contentsOf: URL(fileURLWithPath: run + "/report.html"))
    let summary = try text(of: run + "/eval/summary.json")
    let train = try command.run("eval", run, "--split", "train")
    #expect(train.code == 0 && train.stderr.hasSuffix("\nwritten to \(run)/eval/train\n"))
    #expect(try json(of: run + "/eval/train/summary.json")["split"] as? String == "train")
    #expect(try command.run("eval", run, "--task", "squares", "--task", "shades").code == 0)
    #expect(FileManager.default.fileExists(atPath: run + "/eval/test-shades+squares/per_case.csv"))
    #expect(try text(of: run + "/eval/summary.json") == summary)
    #expect(try Data(contentsOf: URL(fileURLWithPath: run + "/report.html")) == report)
  }

  /// A run's scores are those of the checkpoint that is meant by its name.
  @Test func anotherCheckpointOfARunStaysApart() throws {
    #expect(try command.run("train", data.folder.path("tiny.yaml"), "--resume", "training.steps=2").code == 0)
    #expect(data.runs == [run])
    #expect(try command.run("eval", run).code == 0)
    let report = try Data(contentsOf: URL(fileURLWithPath: run + "/report.html"))
    let summary = try text(of: run + "/eval/summary.json")
    let earlier = try command.run("eval", run + "/checkpoints/step-1")
    #expect(earlier.code == 0)
    #expect(earlier.stderr.hasSuffix("\nwritten to \(run)/eval/test.step-1\n"), "\(earlier.stderr)")
    #expect(try json(of: run + "/eval/test.step-1/summary.json")["step"] as? Int == 1)
    #expect(try text(of: run + "/eval/summary.json") == summary)
    #expect(try Data(contentsOf: URL(fileURLWithPath: run + "/report.html")) == report)
    let last = try command.run("eval", run + "/checkpoints/step-2")
    #expect(last.stderr.hasSuffix("\nwritten to \(run)/eval\n"), "\(last.stderr)")
  }

  @Test func aTaskThatIsNamedTwiceIsScoredOnce() throws {
    let result = try command.run("eval", run, "--task", "shades", "--task", "shades", "--json")
    #expect(result.code == 0)
    let tasks = try #require(json(result.stdout)["tasks"] as? [[String: Any]])
    #expect(tasks.map { $0["task"] as? String } == ["shades"])
    #expect(try text(of: run + "/eval/test-shades/per_case.csv").split(separator: "\n").count == 1 + 4)
  }

  @Test func aSplitWithoutSamplesIsNoScore() throws {
    let none = try command.run("eval", run, "--split", "validation")
    #expect(none.code == 2 && none.stdout.isEmpty)
    #expect(none.stderr.contains("--split validation: no samples of it in shades, squares, so there is nothing"))
    #expect(!FileManager.default.fileExists(atPath: run + "/eval/validation"))
    // A folder that was there before is no remains of this.
    try FileManager.default.createDirectory(atPath: data.folder.path("own"), withIntermediateDirectories: true)
    #expect(try command.run("eval", run, "--split", "validation", "--out", "own").code == 2)
    #expect(FileManager.default.fileExists(atPath: data.folder.path("own")))
    let table = try text(of: data.folder.path("squares/samples.csv"))
    let rows = table.split(separator: "\n").filter { !$0.hasSuffix(",test") }
    try data.folder.write(rows.joined(separator: "\n") + "\n", to: "squares/samples.csv")
    let some = try command.run("eval", run, "--quiet")
    #expect(some.code == 0)
    #expect(some.stderr == "warning: task squares has no test samples, so it is not scored\n")
    #expect(try text(of: run + "/eval/per_case.csv").split(separator: "\n").count == 1 + 4)
  }

  /// Samples that are scored now may have been trained with.
  @Test func otherSplitsAreToldAndStayApart() throws {
    #expect(try command.run("eval", run).code == 0)
    let summary = try text(of: run + "/eval/summary.json")
    let table = try text(of: data.folder.path("shades/samples.csv"))
    let turned = table.replacing(",test", with: ",T").replacing(",train", with: ",test").replacing(",T", with: ",train")
    try data.folder.write(turned, to: "shades/samples.csv")
    let changed = try command.run("eval", run)
    #expect(changed.code == 0)
    #expect(changed.stderr.contains("warning: task shades: other samples are in test than when the training began;"))
    #expect(changed.stderr.hasSuffix("\nwritten to \(run)/eval/test.changed\n"), "\(changed.stderr)")
    #expect(try text(of: run + "/eval/summary.json") == summary)
    // Another split has other samples: those that are scored are the same.
    let fewer = table.split(separator: "\n").filter { !$0.hasPrefix("train0,") }.joined(separator: "\n") + "\n"
    #expect(fewer.count < table.count)
    try data.folder.write(fewer, to: "shades/samples.csv")
    #expect(try command.run("eval", run, "--quiet").stderr.isEmpty)
    // In another order they are the same samples.
    let lines = table.split(separator: "\n")
    let reversed = ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\n") + "\n"
    try data.folder.write(reversed, to: "shades/samples.csv")
    #expect(try command.run("eval", run, "--quiet").stderr.isEmpty)
  }

  /// A run outlives the move of its data.
  @Test func dataThatMovedAreFoundAgain() throws {
    let manager = FileManager.default
    try manager.createDirectory(atPath: data.folder.path("moved"), withIntermediateDirectories: true)
    for task in ["shades", "squares"] {
      try manager.moveItem(atPath: data.folder.path(task), toPath: data.folder.path("moved/\(task)"))
    }
    let lost = try command.run("eval", run)
    #expect(lost.code == 2 && lost.stdout.isEmpty)
    #expect(lost.stderr.contains("shades/task.yaml: no such file; it described task shades when the model was trained"))
    #expect(lost.stderr.contains("--data FILE.yaml"))
    #expect(!manager.fileExists(atPath: run + "/eval"))

    let one = try command.run("eval", run, "--task", "shades", "--data", "moved/shades/task.yaml")
    #expect(one.code == 0, "\(one.stderr)")
    let settings = try text(of: data.folder.path("tiny.yaml")).replacing(
      data.folder.path, with: data.folder.path("moved"))
    try data.folder.write(settings, to: "moved.yaml")
    let all = try command.run("eval", run, "--data", "moved.yaml")
    #expect(all.code == 0, "\(all.stderr)")
    #expect(try text(of: run + "/eval/test.data/per_case.csv").split(separator: "\n").count == 1 + 4 + 2)
    // Other files may be other data: what the run says of its own stays.
    #expect(!manager.fileExists(atPath: run + "/eval/summary.json"))
    #expect(manager.fileExists(atPath: run + "/eval/test-shades.data/summary.json"))

    let twice = try command.run("eval", run, "--data", "moved.yaml", "--data", "moved/shades/task.yaml")
    #expect(twice.code == 2 && twice.stderr.contains("--data: task shades is described in "))
  }

  /// New places are compared with the checkpoint as the old ones are.
  @Test func otherDataAreNotTakenForMovedOnes() throws {
    let yaml = try text(of: data.folder.path("shades/task.yaml"))
    try data.folder.write(yaml.replacing("name: shades", with: "name: shade"), to: "shades/other.yaml")
    let foreign = try command.run("eval", run, "--data", "shades/other.yaml")
    let refusal = "--data: shades/other.yaml describes shade, no task of the model; did you mean shades?"
    #expect(foreign.code == 2 && foreign.stderr.contains(refusal))
    try data.folder.write(yaml.replacing("[dark, bright]", with: "[bright, dark]"), to: "shades/turned.yaml")
    let turned = try command.run("eval", run, "--data", "shades/turned.yaml")
    #expect(turned.code == 2 && turned.stderr.contains("classes: the checkpoint has [dark, bright]"))
    let none = try command.run("eval", run, "--data", "shades/none.yaml")
    #expect(none.code == 2 && none.stderr.contains("shades/none.yaml: no such file"))
  }

  /// What `auto` came to in the training stands in its record.
  @Test func anEvaluationIsInTheTrainingsPrecision() throws {
    let settings = try text(of: run + "/config.resolved.yaml")
    #expect(settings.contains("precision: fp32"))
    try data.folder.write(
      settings.replacing("precision: fp32", with: "precision: auto"),
      to: run.relative(to: data) + "/config.resolved.yaml")
    #expect(try command.run("eval", run).code == 0)
    #expect(try json(of: run + "/eval/summary.json")["precision"] as? String == "fp32")
  }

  @Test func aPlaceThatIsNotOursIsRefused() throws {
    let file = try command.run("eval", run, "--out", run + "/run.json")
    #expect(file.code == 2)
    #expect(file.stderr.contains("run.json is a file, not a folder; give another place"))
    try data.folder.write("{\"mine\": 1}\n", to: "scores/summary.json")
    let summary = try command.run("eval", run, "--out", "scores")
    #expect(summary.code == 2)
    #expect(summary.stderr.contains("scores/summary.json: what is there is not a summary of umedpt eval"))
    #expect(try text(of: data.folder.path("scores/summary.json")) == "{\"mine\": 1}\n")
    try data.folder.write("id,label\n", to: "cases/per_case.csv")
    let cases = try command.run("eval", run, "--out", "cases")
    #expect(cases.code == 2 && cases.stderr.contains("cases/per_case.csv: what is there is not"))
    for _ in 0..<2 { #expect(try command.run("eval", run, "--out", "mine").code == 0) }
  }

  @Test func otherClassesAreRefused() throws {
    let yaml = data.folder.path("shades/task.yaml")
    try data.folder.write(text(of: yaml).replacing("[dark, bright]", with: "[bright, dark]"), to: "shades/task.yaml")
    let result = try command.run("eval", run)
    #expect(result.code == 2)
    #expect(result.stderr.contains("classes: the checkpoint has [dark, bright]"))
  }
}
