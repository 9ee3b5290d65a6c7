import Foundation
import Testing

/// Runs that are cut off and go on.
@Suite struct ResumeTests {
  private let data: TinyData
  private let command: BuiltCommand

  init() throws {
    data = try TinyData()
    command = BuiltCommand(data.folder)
  }

  /// Two tasks with augmentation, so that every stream of randomness takes part.
  private func settings(steps: Int) throws -> String {
    let tasks = [try data.classification(), try data.segmentation()]
    return try data.run(tasks, steps: steps, more: ["checkpoint: {every_steps: 5, keep: 3}"])
  }

  /// A run that is killed between its only two checkpoints.
  enum Interrupted: CaseIterable {
    case twoTasksOnOneThread, allLabelTypesOnTwoThreads

    /// Updates to each of the checkpoints.
    var steps: (half: Int, whole: Int) { self == .twoTasksOnOneThread ? (5, 10) : (2, 4) }
    /// Threads that wait in sleep, so that two of them are no slower where the machine is busy.
    var environment: [String: String] {
      self == .twoTasksOnOneThread ? [:] : ["OMP_NUM_THREADS": "2", "OMP_WAIT_POLICY": "passive"]
    }
  }

  private func settings(of interrupted: Interrupted) throws -> String {
    guard interrupted == .allLabelTypesOnTwoThreads else { return try settings(steps: interrupted.steps.whole) }
    let counts = TinyData.Counts(train: 8)
    let tasks = [
      try data.classification("shades", counts), try data.multiLabel("marks", counts),
      try data.segmentation("squares", counts), try data.detection(count: 8),
    ]
    for task in tasks { try data.holdOut(0.25, of: task) }
    return try data.run(
      tasks, steps: interrupted.steps.whole,
      more: ["checkpoint: {every_steps: 2, keep: 3}", "evaluation: {every_steps: 2, at_end: false}"])
  }

  /// O15, with as many threads as a user has, all label types, and the best checkpoint among the two.
  @Test(arguments: Interrupted.allCases) func killedAndResumedEqualsUninterrupted(interrupted: Interrupted) throws {
    let (config, steps) = (try settings(of: interrupted), interrupted.steps)
    let whole = try command.run(["train", config, "--out", "whole"], environment: interrupted.environment)
    #expect(whole.code == 0, "\(whole.stderr)")
    let cut = try killedBetween(steps, config, interrupted.environment)
    let resumed = try command.run(["train", config, "--out", "cut", "--resume"], environment: interrupted.environment)
    #expect(resumed.code == 0, "\(resumed.stderr)")
    #expect(resumed.stdout == cut.relative(to: data) + "\n")

    let reference = data.folder.path + "/" + whole.stdout.trimmingCharacters(in: .newlines)
    let last = "checkpoints/step-\(steps.whole)"
    for file in ["model.safetensors", "optimizer.safetensors", "state.json"].map({ "\(last)/\($0)" }) {
      let (first, second) = (bytes(reference, file), bytes(cut, file))
      #expect(first != nil && first == second, "\(file)")
    }
    let isScored = interrupted == .allLabelTypesOnTwoThreads
    #expect(bytes(reference, "checkpoints/best") == bytes(cut, "checkpoints/best"))
    #expect((bytes(cut, "checkpoints/best") != nil) == isScored)
    // The watch over the losses has seen all of them.
    let state = try json(of: "\(reference)/\(last)/state.json")
    let watched = try #require(state["losses"] as? [[String: Any]])
    #expect(
      watched.map { $0["task"] as? String }
        == (isScored ? ["boxes", "marks", "shades", "squares"] : ["shades", "squares"]))
    #expect(watched.allSatisfy { $0["count"] as? Int == steps.whole })
    #expect(try metricLines(cut) == metricLines(reference))
    #expect(try json(of: cut + "/run.json")["resumed_from_step"] as? [Int] == [steps.half])
    #expect(try json(of: reference + "/run.json")["resumed_from_step"] as? [Int] == [])
  }

  /// The folder of a run that was killed after its first and before its last checkpoint.
  private func killedBetween(
    _ steps: (half: Int, whole: Int), _ config: String, _ environment: [String: String]
  ) throws -> String {
    // A child that was too quick for this process is thrown away and started again.
    for _ in 0..<5 {
      try? FileManager.default.removeItem(atPath: data.folder.path("cut"))
      let child = try command.start(["train", config, "--out", "cut"], environment: environment)
      let folder = try #require(child.waitForRun(in: data.folder.path("cut")))
      let isThere = child.wait { exists("\(folder)/checkpoints/step-\(steps.half)/SHA256SUMS") }
      child.send(SIGKILL)
      let result = try child.finish()
      #expect(isThere)
      if result.wasSignalled, !exists("\(folder)/checkpoints/step-\(steps.whole)") { return folder }
    }
    throw UnexpectedText(text: "the run was over each time before it could be killed")
  }

  /// Samples are drawn by their places in the list.
  @Test func anotherOrderOfSamplesIsRefused() throws {
    let config = try settings(steps: 2)
    #expect(try command.run("train", config).code == 0)
    let path = data.folder.path("shades/samples.csv")
    let table = try text(of: path)
    let lines = table.split(separator: "\n")
    let turned = ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\n") + "\n"
    try turned.write(toFile: path, atomically: true, encoding: .utf8)
    let refused = try command.run("train", config, "--resume", "training.steps=4")
    #expect(refused.code == 3, "\(refused.stderr)")
    #expect(refused.stderr.contains("the samples of task shades are listed in another order than when the run began"))
    try table.write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try command.run("train", config, "--resume", "training.steps=4").code == 0)
  }

  @Test func stepsMayGrow() throws {
    let config = try settings(steps: 2)
    #expect(try command.run("train", config).code == 0)
    let run = try #require(data.runs.first)
    let longer = try command.run("train", config, "--resume", "training.steps=4")
    #expect(longer.code == 0)
    #expect(data.runs == [run])
    #expect(exists(run + "/checkpoints/step-4/SHA256SUMS"))
    #expect(try json(of: run + "/run.json")["resumed_from_step"] as? [Int] == [2])
    let steps = try metricLines(run).filter { $0.contains("loss_sum") }
    #expect(steps.count == 4)
  }

  @Test func aSecondProcessInTheSameFolderIsRefused() throws {
    let earlier = try data.earlier()
    let config = try settings(steps: 5000)
    let child = try command.start(["train", config])
    let folder = try #require(child.waitForRun(in: data.folder.path("runs")))
    #expect(child.waitForUpdate(folder))
    let held = ["lock", "run.json", "config.resolved.yaml", "log.txt"]
    let before = held.map { bytes(folder, $0) }
    let second = try command.run("train", config, "--resume", "--out", folder)
    #expect(second.code == 2)
    #expect(second.stdout.isEmpty)
    let words = "in use by process \(child.identifier); wait until it ends, stop it, or start another run"
    #expect(second.stderr.contains(words), "\(second.stderr)")
    #expect(child.isRunning)
    #expect(held.map { bytes(folder, $0) } == before && !before.contains(nil))
    #expect(earlier.changed() == [])
    child.send(SIGTERM)
    #expect(try child.finish().code == 75)
  }

  /// A start that failed leaves nothing that a later `--resume` would take for the newest run.
  @Test func aFailedStartDoesNotHideTheRunBeforeIt() throws {
    let config = try settings(steps: 2)
    #expect(try command.run("train", config).code == 0)
    let run = try #require(data.runs.first)
    let failed = try command.run("train", config, "model.weights=none.safetensors")
    #expect(failed.code == 2 && failed.stdout.isEmpty)
    #expect(failed.stderr.contains("model.weights") && failed.stderr.contains("none.safetensors"))
    #expect(data.runs == [run])
    #expect(try command.run("train", config, "--resume", "training.steps=3").code == 0)
    #expect(exists(run + "/checkpoints/step-3/SHA256SUMS"))
  }

  /// The descriptions of the tasks are no part of the run's settings.
  @Test func anEditedTaskIsRefusedByItsKey() throws {
    let task = try data.classification()
    let config = try data.run([task])
    #expect(try command.run("train", config).code == 0)
    let run = try #require(data.runs.first)
    let edited = try text(of: task).replacing("modality: natural", with: "modality: xray")
    try data.folder.write(edited, to: "shades/task.yaml")
    let result = try command.run("train", config, "--resume", "training.steps=3")
    #expect(result.code == 2)
    #expect(result.stderr.contains("task shades: modality: the checkpoint has natural, "))
    #expect(result.stderr.contains("shades/task.yaml has xray"))
    #expect(!exists(run + "/checkpoints/step-3"))
  }

  @Test func aDamagedRecordIsNotPassedOver() throws {
    let config = try data.run([data.classification()])
    #expect(try command.run("train", config).code == 0)
    let run = try #require(data.runs.first)
    try Data("{".utf8).write(to: URL(fileURLWithPath: run + "/run.json"))
    let result = try command.run("train", config, "--resume", "training.steps=3")
    #expect(result.code == 1)
    #expect(result.stderr.contains("run.json: no run record"))
    #expect(!exists(run + "/checkpoints/step-3"))
  }

  /// A run may die before its first checkpoint.
  @Test func aStartFromNothingIsSaid() throws {
    let config = try data.run([data.classification()])
    #expect(try command.run("train", config).code == 0)
    let run = try #require(data.runs.first)
    try FileManager.default.removeItem(atPath: run + "/checkpoints")
    let again = try command.run("train", config, "--resume", "--quiet")
    #expect(again.code == 0)
    #expect(again.stderr == "warning: \(run.relative(to: data)) has no checkpoint yet: the run starts at step 0\n")
    #expect(exists(run + "/checkpoints/step-2/SHA256SUMS"))
  }

  /// `--only` makes runs of the same name with other tasks.
  @Test func aRunIsFoundBehindOneOfASingleTask() throws {
    let config = try data.run([data.classification(), data.segmentation()])
    #expect(try command.run("train", config).code == 0)
    let whole = try #require(data.runs.first)
    #expect(try command.run("train", config, "--only", "squares").code == 0)
    let single = try #require(data.runs.last)
    let resumed = try command.run("train", config, "--resume", "training.steps=3")
    #expect(resumed.code == 0, "\(resumed.stderr)")
    #expect(resumed.stdout == whole.relative(to: data) + "\n")
    let alone = try command.run("train", config, "--only", "squares", "--resume", "training.steps=3")
    #expect(alone.code == 0, "\(alone.stderr)")
    #expect(alone.stdout == single.relative(to: data) + "\n" && data.runs == [whole, single])
  }

  @Test func aRefusalNamesTheRunOfTheSameSettings() throws {
    let config = try data.run([data.classification()])
    #expect(try command.run("train", config).code == 0)
    let first = try #require(data.runs.first)
    #expect(try command.run("train", config, "training.seed=4").code == 0)
    let refused = try command.run("train", config, "--resume", "training.steps=3")
    #expect(refused.code == 2)
    let way = "go on with the run of these settings (--out \(first.relative(to: data))), or start another"
    #expect(refused.stderr.contains("training.seed: was 4, is 3; undo the change (the run was begun with: "))
    #expect(refused.stderr.contains(" \(config) training.seed=4), \(way)"), "\(refused.stderr)")
    #expect(try command.run("train", config, "--resume", "--out", first, "training.steps=3").code == 0)
    #expect(exists(first + "/checkpoints/step-3/SHA256SUMS"))
  }

  /// Foundation's own way to the folder above traps on such names.
  @Test func aRunInAFolderOfOneLetterIsComparedToo() throws {
    let config = try data.run([data.classification()], steps: 1)
    #expect(try command.run("train", config).code == 0)
    try FileManager.default.moveItem(atPath: #require(data.runs.first), toPath: data.folder.path("r"))
    let refused = try command.run("train", config, "--resume", "--out", "r", "training.seed=4")
    #expect(refused.code == 2 && !refused.wasSignalled)
    #expect(refused.stderr.contains("umedpt: r: a resumed run keeps its settings"), "\(refused.stderr)")
    #expect(refused.stderr.contains("training.seed: was 3, is 4"))
  }

  @Test func nothingToResumeIsSaid() throws {
    let result = try command.run("train", settings(steps: 2), "--resume")
    #expect(result.code == 2)
    #expect(result.stderr.contains("no run named tiny to resume; start without --resume"))
    try data.folder.write("{}", to: "runs/tiny-20251125T120000Z/run.json")
    let bare = try command.run("train", settings(steps: 2), "--resume")
    #expect(bare.code == 2)
    #expect(bare.stderr.contains("runs/tiny-20251125T120000Z has no config.resolved.yaml, so it cannot go on; start"))
  }

  private func bytes(_ run: String, _ file: String) -> Data? { FileManager.default.contents(atPath: "\(run)/\(file)") }
}
