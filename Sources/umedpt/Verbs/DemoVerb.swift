import Datasets
import Demonstration
import Foundation
import Settings
import Training

/// `umedpt demo`.
enum DemoVerb: Verb {
  static let specification = VerbSpecification(
    name: "demo", summary: "draw four small data sets, train one model on them, and score it",
    details: [
      "One classification, one multi-label, one segmentation and one detection set in real file formats: drawn, "
        + "checked, trained together, scored on their test splits beside the constant predictor and chance, and shown "
        + "in report.html. Exit code 1 if a loss does not start near 1, or the interval of a score does not begin "
        + "above chance, that of AP50 at 0.10 or more (not with --small)."
    ],
    flags: [
      FlagSpecification("out", short: .o, value: .init("DIR", .folder), help: "where it all goes (default: runs)"),
      FlagSpecification("small", help: "a few pictures and steps, to see that everything works"),
      RunFlags.device,
      RunFlags.allScores,
    ],
    examples: [
      .init("umedpt demo", "the whole demonstration, two to three minutes on two cores"),
      .init("umedpt demo --small --out /tmp/demo", "a short one, somewhere else"),
    ])

  static func run(_ command: ParsedCommand) throws -> ExitCode {
    let console = Console.standardError()
    let out = command.value(of: "out") ?? "runs"
    var options = try RunFlags.options(command)
    options.out = out
    let say: (String) -> Void = { if !command.isSet("quiet") { console.line($0) } }

    let scale = command.isSet("small") ? DemonstrationScale.small : .standard
    say("drawing four data sets in \(out)/demo-data")
    let files = try OutputPlace.telling(out) { try scale.write(to: out + "/demo-data") }
    say("checking them")
    let check = try CheckResult.make(files.taskPaths, cache: options.verdicts, environment: options.environment)
    guard check.errors == 0 else {
      Output.write(CheckText(check, withNotes: false).text)
      return check.exitCode
    }
    let run = try ScoredRun.make(SettingsDocument(path: files.runPath), options, console: console)
    Output.line(run.folder)
    guard let summary = run.summary else { return run.exitCode }
    Output.write(ScoreText.of(summary, allMetrics: command.isSet(RunFlags.allScores.name)))
    let verdict = DemonstrationVerdict(run.folder, summary, isLearning: scale.isLearning)
    for problem in verdict.problems { Output.message("umedpt: \(problem)") }
    guard verdict.problems.isEmpty else { return .runFailed }
    say(verdict.text)
    return run.exitCode
  }
}

/// How large the demonstration is.
private struct DemonstrationScale {
  /// Edge of the pictures in pixels.
  let size: Int
  let counts: DemonstrationCounts
  let run: DemonstrationRun
  /// Whether the updates suffice to learn something.
  let isLearning: Bool

  static let standard = DemonstrationScale(
    size: DemonstrationData.standardSize, counts: .standard, run: .standard, isLearning: true)
  static let small = DemonstrationScale(
    size: 64, counts: DemonstrationCounts(train: 16, validation: 2, test: 8),
    run: DemonstrationRun(steps: 6, batch: 2, denseBatch: 2, learningRate: "4e-4"), isLearning: false)

  func write(to folder: String) throws -> DemonstrationFiles {
    do {
      return try DemonstrationData.write(to: folder, size: size, counts: counts, run: run)
    } catch let error as DemonstrationError {
      throw UsageError(error.description)
    }
  }
}
