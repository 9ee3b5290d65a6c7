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
    let result = try command.run("train", data.run(tasks, batch: 8, more: ["evaluation: {at_end: true}"]))
    #expect(result.code == 0)
    let run = try #require(data.runs.first)
    let lines = result.stdout.split(separator: "\n")
    #expect(lines.first.map(String.init) == run.relative(to: data))
    #expect(lines.contains { $0.hasPrefix("shades ") && $0.contains("macro_f1") })
    #expect(lines.contains { $0.hasPrefix("squares ") && $0.contains("miou") })
    #expect(!result.stdout.contains("step 1/2"))
    #expect(result.stderr.contains("step 1/2") && !result.stderr.contains("\r"))
    #expect(result.stderr.contains("task boxes has no test samples, so it is not scored"))
    #expect(try text(of: run + "/eval/per_case.csv").split(separator: "\n").count == 1 + 4 + 2)
    let first = try text(of: run + "/metrics.jsonl").split(separator: "\n").map { try json(String($0)) }.filter {
      $0["step"] as? Int == 0 && $0["name"] as? String == "loss"
    }
    #expect(first.count == 3)
    #expect(first.allSatisfy { (0.7...1.4).contains($0["value"] as? Double ?? 0) }, "\(first)")
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

  /// Falling back to the CPU is said aloud where a GPU was meant.
  @Test func aGPUThatWasMeantIsMissedAloud() throws {
    let config = try data.run([data.classification("shades", .init(train: 6, test: 2))], steps: 1)
    let meant = ["CUDA_VISIBLE_DEVICES": "0"]
    let trained = try command.run(["train", config, "--quiet"], environment: meant)
    #expect(trained.code == 0)
    let run = try #require(data.runs.first)
    let isMissed = try json(of: run + "/run.json")["device"] as? String == "cpu"
    let warning = "warning: --device auto: CUDA_VISIBLE_DEVICES is 0, but libtorch finds no CUDA device"
    #expect(trained.stderr.contains(warning) == isMissed)
    let scored = try command.run(["eval", run, "--quiet"], environment: meant)
    #expect(scored.code == 0 && scored.stderr.contains(warning) == isMissed)
    let chosen = try command.run(["train", config, "--quiet", "--device", "cpu"], environment: meant)
    #expect(chosen.code == 0 && chosen.stderr.isEmpty)
  }

  /// Settings say what was asked for; the record says what it came to.
  @Test func theRecordTellsWhatWasLeftToTheProgram() throws {
    let tasks = [try data.classification(), try data.segmentation()]
    let tissue = try text(of: tasks[1]).replacing("modality: natural", with: "modality: histology")
    try data.folder.write(tissue, to: "squares/task.yaml")
    let config = try data.run(tasks, steps: 1)
    #expect(try command.run("train", config, "tasks[0].augmentation=none").code == 0)
    let run = try #require(data.runs.first)
    let record = try json(of: run + "/run.json")
    let inForce = try #require(record["in_force"] as? [String: String])
    #expect(inForce["tasks[0].augmentation"] == "none" && inForce["tasks[0].fit"] == "letterbox")
    #expect(inForce["tasks[1].augmentation"] == "histology" && inForce["tasks[1].fit"] == "crop")
    #expect(inForce["training.precision"] == "fp32")
    // 1e-3 x sqrt(4 images / 1,024).
    #expect(inForce["optimizer.learning_rate"] == "6.25e-05")
    let versions = try #require(record["versions"] as? [String: String])
    for library in ["umedpt", "libtorch", "libjpeg", "OpenCV", "ITK", "GDCM", "OpenSlide", "libtiff", "libpng"] {
      #expect(versions[library]?.isEmpty == false, "\(library)")
    }
    // As before: what was left open is open in the settings.
    #expect(try !text(of: run + "/config.resolved.yaml").contains("fit"))
  }

  /// What detection is told reaches the model that is trained and saved.
  @Test func keysOfDetectionReachTheModel() throws {
    let config = try data.run([data.detection()], steps: 1)
    #expect(try command.run("train", config, "model.levels=4", "tasks[0].class_divisor=one").code == 0)
    let saved = try json(of: #require(data.runs.first) + "/checkpoints/step-1/config.json")
    let task = try #require((saved["tasks"] as? [[String: Any]])?.first)
    #expect(saved["levels"] as? Int == 4 && task["class_divisor"] as? String == "one")
    let idle = try command.run("train", data.run([data.classification()], steps: 1), "model.levels=4")
    #expect(idle.code == 0 && idle.stderr.contains("warning: model.levels has no effect: no task of the run is"))
  }

  @Test func onlyOneTaskIsTrained() throws {
    let config = try data.run([data.classification(), data.segmentation()])
    #expect(try command.run("train", config, "--only", "squares").code == 0)
    let run = try #require(data.runs.first)
    let lines = try metricLines(run)
    #expect(lines.contains { $0.contains("\"task\":\"squares\"") })
    #expect(!lines.contains { $0.contains("\"task\":\"shades\"") })
    // What is wrong with another task does not matter.
    let shades = data.folder.path("shades/task.yaml")
    let whole = try text(of: shades)
    try whole.replacing("name: ", with: "title: ").write(toFile: shades, atomically: true, encoding: .utf8)
    #expect(try command.run("train", config, "--only", "squares").code == 0)
    try whole.write(toFile: shades, atomically: true, encoding: .utf8)
    let runs = data.runs
    let wrong = try command.run("train", config, "--only", "square")
    #expect(wrong.code == 2)
    #expect(wrong.stderr.contains("--only: no task \"square\"; did you mean squares?"))
    #expect(data.runs == runs)
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

  /// Samples that are held out are never taken from the training for nothing.
  @Test func heldOutSamplesAreScoredAtTheEndWithoutTheKey() throws {
    let task = try data.classification("shades", .init(train: 10))
    try data.folder.write(text(of: task) + "validation: 0.4\n", to: "shades/task.yaml")
    let result = try command.run("train", data.run([task]))
    #expect(result.code == 0)
    #expect(result.stderr.contains("validation samples of 1 task(s) are scored after the last update; with "))
    let run = try #require(data.runs.first)
    let lines = try metricLines(run).filter { $0.contains("\"split\":\"validation\"") && $0.contains("macro_f1") }
    #expect(lines.count == 1 && lines.allSatisfy { $0.contains("\"step\":2,") })
    #expect(try text(of: run + "/checkpoints/best") == "step-2\n")
  }

  /// With so small a rate no score is better than the first, so the best is not the last.
  @Test func trainingAndEvaluationScoreTheSameCheckpoint() throws {
    let task = try data.classification("shades", .init(train: 10, test: 4))
    try data.folder.write(text(of: task) + "validation: 0.4\n", to: "shades/task.yaml")
    let config = try data.run([task], steps: 4, more: ["evaluation: {every_steps: 2, at_end: true}"])
    let trained = try command.run("train", config, "optimizer.learning_rate=1e-8")
    #expect(trained.code == 0)
    #expect(trained.stderr.contains("evaluating step-2, the best by validation, on the test splits of 1 task(s)"))
    let run = try #require(data.runs.first)
    let summary = try text(of: run + "/eval/summary.json")
    #expect(try json(summary)["checkpoint"] as? String == "step-2")
    #expect(try command.run("eval", run).code == 0)
    #expect(try text(of: run + "/eval/summary.json") == summary)
  }

  @Test func aValidationShareOfNothingIsSaid() throws {
    let task = try data.classification()
    try data.folder.write(text(of: task) + "validation: 0.01\n", to: "shades/task.yaml")
    let result = try command.run("train", data.run([task], steps: 1))
    #expect(result.code == 0)
    #expect(result.stderr.contains("task shades: validation: 0.01 of its training samples is none; make it larger"))
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
