import Evaluation
import Settings
import Training

/// `umedpt train CONFIG.yaml`.
enum TrainVerb: Verb {
  static let specification = VerbSpecification(
    name: "train", summary: "train one model on the tasks of a settings file",
    details: [
      "Every update sees one batch of every task. The run folder holds settings, losses, checkpoints and scores; "
        + "SIGINT, SIGTERM and SIGHUP save at the end of the step and exit 75. stdout: the run folder, then the scores "
        + "of the test split."
    ],
    positionals: [PositionalSpecification("CONFIG.yaml", help: "the run's settings")],
    flags: [
      FlagSpecification("out", short: .o, value: .init("DIR", .folder), help: "where run folders go (default: runs)"),
      FlagSpecification(
        "resume", help: "continue the newest run of this name and tasks, or the run folder given with --out"),
      FlagSpecification("only", value: .init("TASK"), help: "train this task alone"),
      RunFlags.device,
      FlagSpecification("json", help: "one JSON document on stdout"),
      RunFlags.allScores,
    ],
    allowsOverrides: true,
    examples: [
      .init("umedpt train Examples/first-run/first-run.yaml", "train both tasks of the first example"),
      .init("umedpt train run.yaml --resume training.steps=2000", "continue a run, and longer than planned"),
    ])

  static func run(_ command: ParsedCommand) throws -> ExitCode {
    var document = try SettingsDocument(path: command.positionals[0])
    document.apply(overrides: command.overrides)
    var options = try RunFlags.options(command)
    options.out = command.value(of: "out")
    options.isResuming = command.isSet("resume")
    options.only = command.value(of: "only")
    let isJSON = command.isSet("json")
    let run = try ScoredRun.make(document, options, console: .standardError()) { run in
      if !isJSON { Output.early(run.folder.path) }
    }
    if isJSON {
      try Output.json(RunDocument(run))
    } else if let summary = run.summary {
      Output.write(ScoreText.of(summary, allMetrics: command.isSet(RunFlags.allScores.name)))
    }
    return run.exitCode
  }
}

/// `train --json`.
private struct RunDocument: Encodable {
  let run: String
  let step: Int
  let isComplete: Bool
  let evaluation: EvaluationSummary?

  init(_ run: ScoredRun) {
    (self.run, step, isComplete, evaluation) = (run.folder, run.step, run.isComplete, run.summary)
  }
}
