import Datasets
import Foundation
import Settings
import Torch
import Training

/// `umedpt train CONFIG.yaml`.
enum TrainVerb: Verb {
  static let specification = VerbSpecification(
    name: "train", summary: "train one model on the tasks of a settings file",
    details: [
      "Every update sees one batch of every task. The run folder holds settings, losses, checkpoints and scores; "
        + "SIGINT and SIGTERM save at the end of the step and exit 75."
    ],
    positionals: [PositionalSpecification("CONFIG.yaml", help: "the run's settings")],
    flags: [
      FlagSpecification("out", short: .o, value: .init("DIR", .folder), help: "where run folders go (default: runs)"),
      FlagSpecification("resume", help: "continue the newest run of this name, or the run folder given with --out"),
      FlagSpecification("only", value: .init("TASK"), help: "train this task alone"),
      FlagSpecification("device", value: .init("DEVICE"), help: "auto, cpu, cuda or cuda:N (default: auto)"),
    ],
    allowsOverrides: true,
    examples: [
      .init("umedpt train Examples/first-run/run.yaml", "train both tasks of the first example"),
      .init("umedpt train run.yaml --resume training.steps=2000", "continue a run, and longer than planned"),
    ])

  static func run(_ command: ParsedCommand) throws -> ExitCode {
    var document = try SettingsDocument(path: command.positionals[0])
    document.apply(overrides: command.overrides)
    var options = RunOptions()
    options.out = command.value(of: "out")
    options.isResuming = command.isSet("resume")
    options.only = command.value(of: "only")
    options.device = try device(command.value(of: "device"))
    options.command = CommandLine.arguments
    options.version = Main.version
    options.environment = ProcessInfo.processInfo.environment
    options.verdicts = .standard()
    options.stop = .install()
    let run = try TrainingRun(document, options, console: .standardError())
    let isComplete = try run.train()
    print(run.folder.path)
    return isComplete ? .success : .savedAfterSignal
  }

  static func device(_ text: String?) throws -> Device? {
    guard let text, text != "auto" else { return nil }
    guard let device = Device(text) else {
      throw UsageError("--device: found \"\(text)\"; allowed are auto, cpu, cuda and cuda:N")
    }
    return device
  }
}
