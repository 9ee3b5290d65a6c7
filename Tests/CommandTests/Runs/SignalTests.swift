import Foundation
import Testing

/// Runs that are stopped by a signal.
@Suite struct SignalTests {
  private let data: TinyData
  private let command: BuiltCommand

  init() throws {
    data = try TinyData()
    command = BuiltCommand(data.folder)
  }

  /// A run that would go on for minutes, and whose first checkpoint is that of its end.
  private func settings() throws -> String {
    try data.run([data.classification(), data.segmentation()], steps: 5000)
  }

  /// A run whose first update is done.
  private func started(_ config: String) throws -> (child: RunningCommand, folder: String) {
    let child = try command.start(["train", config])
    let folder = try #require(child.waitForRun(in: data.folder.path("runs")))
    #expect(child.waitForUpdate(folder))
    return (child, folder)
  }

  @Test(arguments: [SIGTERM, SIGINT]) func aSignalSavesAndTheRunGoesOn(signal: Int32) throws {
    let config = try settings()
    let (child, folder) = try started(config)
    // Whoever waits for the run learns where to look while it trains.
    #expect(child.stdout == folder.relative(to: data) + "\n" && child.isRunning)
    child.send(signal)
    let stopped = try child.finish()
    #expect(stopped.code == 75)
    #expect(stopped.stdout == folder.relative(to: data) + "\n")
    let step = try lastStep(folder)
    #expect(exists(folder + "/checkpoints/step-\(step)/SHA256SUMS"))
    #expect(step > 0 && step < 5000)
    let name = signal == SIGINT ? "SIGINT" : "SIGTERM"
    let told = "\(name) came: stopped and saved after \(step) of 5000 updates; go on with --resume"
    #expect(stopped.stderr.contains(told), "\(stopped.stderr)")
    #expect(try json(of: folder + "/run.json")["finished"] == nil)

    // Only the number of steps may differ, and only upwards.
    let fewer = try command.run("train", config, "--resume", "training.steps=4999")
    #expect(fewer.code == 2)
    #expect(fewer.stderr.contains("training.steps"))
    let changed = try command.run("train", config, "--resume", "training.seed=4")
    #expect(changed.code == 2)
    #expect(changed.stderr.contains("training.seed"))

    let again = try command.start(["train", config, "--resume"])
    #expect(again.wait { (try? metricLines(folder).contains { $0.contains("\"step\":\(step),") }) == true })
    again.send(signal)
    #expect(try again.finish().code == 75)
    #expect(try lastStep(folder) > step)
    #expect(data.runs == [folder])
  }

  @Test func aClosedTerminalSaves() throws {
    let (child, folder) = try started(settings())
    child.send(SIGHUP)
    child.send(SIGHUP)
    #expect(try child.finish().code == 75)
    #expect(exists(folder + "/checkpoints/step-\(try lastStep(folder))/SHA256SUMS"))
  }

  /// Two kinds, because two signals of one kind may arrive as one.
  @Test func aSecondSignalEndsItAtOnce() throws {
    let earlier = try data.earlier()
    let (child, folder) = try started(settings())
    child.send(SIGINT)
    child.send(SIGTERM)
    let ended = try child.finish()
    #expect(ended.code == 130 && !ended.wasSignalled)
    #expect(!exists(folder + "/checkpoints/last"))
    #expect(earlier.changed() == [])
  }

  /// The description comes through a pipe, so that the command waits for it while the signal comes.
  @Test func aSignalBeforeTheFirstStepLeavesNothing() throws {
    let earlier = try data.earlier()
    let task = try data.classification()
    let description = Array(try text(of: task).utf8)
    try FileManager.default.removeItem(atPath: task)
    try #require(mkfifo(task, 0o600) == 0)
    let child = try command.start(["train", data.run([task])])
    var pipe: Int32 = -1
    // It can be opened as soon as somebody reads from it.
    let isRead = child.wait {
      pipe = open(task, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
      return pipe >= 0
    }
    try #require(isRead)
    // With a second reader, a child that dies does not end this process by SIGPIPE.
    let reader = open(task, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    child.send(SIGINT)
    #expect(write(pipe, description, description.count) == description.count)
    close(pipe)
    close(reader)
    let ended = try child.finish()
    #expect(ended.code == 130 && !ended.wasSignalled, "\(ended.stderr)")
    #expect(ended.stderr == "umedpt: SIGINT came before the first step, so nothing was saved\n")
    #expect(ended.stdout.isEmpty && data.runs.isEmpty)
    #expect(try earlier.changed() == [] && earlier.added() == [])
  }
}
