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

  /// O15.
  @Test func killedAndResumedEqualsUninterrupted() throws {
    let config = try settings(steps: 10)
    let whole = try command.run("train", config, "--out", "whole")
    #expect(whole.code == 0)
    let cut = try killedAfterFiveSteps(config)
    let resumed = try command.run("train", config, "--out", "cut", "--resume")
    #expect(resumed.code == 0)
    #expect(resumed.stdout == cut.relative(to: data) + "\n")

    let reference = data.folder.path + "/" + whole.stdout.trimmingCharacters(in: .newlines)
    for file in ["model.safetensors", "optimizer.safetensors", "state.json"] {
      let (first, second) = (bytes(reference, file), bytes(cut, file))
      #expect(first != nil && first == second, "\(file)")
    }
    // The watch over the losses has seen all ten.
    let state = try json(of: reference + "/checkpoints/step-10/state.json")
    let watched = try #require(state["losses"] as? [[String: Any]])
    #expect(watched.map { $0["task"] as? String } == ["shades", "squares"])
    #expect(watched.allSatisfy { $0["count"] as? Int == 10 })
    #expect(try metricLines(cut) == metricLines(reference))
    #expect(try json(of: cut + "/run.json")["resumed_from_step"] as? [Int] == [5])
    #expect(try json(of: reference + "/run.json")["resumed_from_step"] as? [Int] == [])
  }

  /// The folder of a run that was killed between its fifth and its tenth update.
  private func killedAfterFiveSteps(_ config: String) throws -> String {
    // A child that was too quick for this process is thrown away and started again.
    for _ in 0..<5 {
      try? FileManager.default.removeItem(atPath: data.folder.path("cut"))
      let child = try command.start(["train", config, "--out", "cut"])
      let folder = try #require(waitForRun(child, in: "cut"))
      let isThere = child.wait { exists(folder + "/checkpoints/step-5/SHA256SUMS") }
      child.send(SIGKILL)
      let result = try child.finish()
      #expect(isThere)
      if result.wasSignalled, !exists(folder + "/checkpoints/step-10") { return folder }
    }
    throw UnexpectedText(text: "the run was over each time before it could be killed")
  }

  @Test func aSignalSavesAndTheRunGoesOn() throws {
    let config = try settings(steps: 5000)
    let child = try command.start(["train", config])
    let folder = try #require(waitForRun(child, in: "runs"))
    #expect(child.wait { (try? metricLines(folder).isEmpty) == false })
    child.send(SIGTERM)
    let stopped = try child.finish()
    #expect(stopped.code == 75)
    #expect(stopped.stdout == folder.relative(to: data) + "\n")
    let step = try lastStep(folder)
    #expect(exists(folder + "/checkpoints/step-\(step)/SHA256SUMS"))
    #expect(step > 0 && step < 5000)

    // Only the number of steps may differ, and only upwards.
    let fewer = try command.run("train", config, "--resume", "training.steps=4999")
    #expect(fewer.code == 2)
    #expect(fewer.stderr.contains("training.steps"))
    let changed = try command.run("train", config, "--resume", "training.seed=4")
    #expect(changed.code == 2)
    #expect(changed.stderr.contains("training.seed"))

    let again = try command.start(["train", config, "--resume"])
    #expect(again.wait { (try? metricLines(folder).contains { $0.contains("\"step\":\(step),") }) == true })
    again.send(SIGTERM)
    #expect(try again.finish().code == 75)
    #expect(try lastStep(folder) > step)
    #expect(data.runs == [folder])
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
    let config = try settings(steps: 5000)
    let child = try command.start(["train", config])
    let folder = try #require(waitForRun(child, in: "runs"))
    let second = try command.run("train", config, "--resume", "--out", folder)
    #expect(second.code == 2)
    #expect(second.stdout.isEmpty)
    #expect(second.stderr.contains("in use by process \(child.identifier)"))
    #expect(child.isRunning)
    child.send(SIGTERM)
    #expect(try child.finish().code == 75)
  }

  @Test func aClosedTerminalSaves() throws {
    let child = try command.start(["train", settings(steps: 5000)])
    let folder = try #require(waitForRun(child, in: "runs"))
    #expect(child.wait { (try? metricLines(folder).isEmpty) == false })
    child.send(SIGHUP)
    child.send(SIGHUP)
    #expect(try child.finish().code == 75)
    #expect(exists(folder + "/checkpoints/step-\(try lastStep(folder))/SHA256SUMS"))
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
    #expect(refused.stderr.contains("training.seed: was 4, is 3; undo the change, \(way)"), "\(refused.stderr)")
    #expect(try command.run("train", config, "--resume", "--out", first, "training.steps=3").code == 0)
    #expect(exists(first + "/checkpoints/step-3/SHA256SUMS"))
  }

  @Test func nothingToResumeIsSaid() throws {
    let result = try command.run("train", settings(steps: 2), "--resume")
    #expect(result.code == 2)
    #expect(result.stderr.contains("no run named tiny to resume; start without --resume"))
  }

  /// Waits for the run's record, after which the folder is held.
  private func waitForRun(_ child: RunningCommand, in runs: String) -> String? {
    let place = data.folder.path(runs)
    var found: String?
    _ = child.wait {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
      found = names.map { "\(place)/\($0)" }.first { exists($0 + "/run.json") }
      return found != nil
    }
    return found
  }

  private func lastStep(_ run: String) throws -> Int {
    let name = try text(of: run + "/checkpoints/last")
    guard let step = Int(name.filter(\.isNumber)) else { throw UnexpectedText(text: name) }
    return step
  }

  private func bytes(_ run: String, _ file: String) -> Data? {
    FileManager.default.contents(atPath: "\(run)/checkpoints/step-10/\(file)")
  }

  private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
