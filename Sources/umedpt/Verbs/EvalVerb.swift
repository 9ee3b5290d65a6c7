import Datasets
import Demonstration
import Foundation
import Settings

/// `umedpt eval RUN_OR_CHECKPOINT --split test`.
enum EvalVerb: Verb {
  private static let splits = Split.allCases.map(\.rawValue)

  static let specification = VerbSpecification(
    name: "eval", summary: "score a trained model on a split of its data",
    details: [
      "Of a run folder the best checkpoint counts, or the last where none is named best. summary.json and per_case.csv "
        + "of the test split go to the run's eval folder (report.html follows); those of another split, of some tasks, "
        + "of another checkpoint, or on other samples than when the training began to a folder in it, such as "
        + "eval/validation, eval/test-NAME or eval/test.step-50; or all to --out. stdout: the scores."
    ],
    positionals: [
      PositionalSpecification("RUN_OR_CHECKPOINT", kind: .folder, help: "a run folder or one of its checkpoints")
    ],
    flags: [
      FlagSpecification("split", value: .init("SPLIT", .choices(splits)), help: "what to score on (default: test)"),
      FlagSpecification(
        "task", value: .init("NAME"), isRepeatable: true, help: "score this task only; may be repeated"),
      FlagSpecification(
        "out", short: .o, value: .init("DIR", .folder), help: "where the files go (default: in the run folder)"),
      FlagSpecification(
        "data", value: .init("FILE.yaml", .file), isRepeatable: true,
        help: "a task description or the run's settings, where data that moved since lie now; may be repeated"),
      RunFlags.device,
      FlagSpecification("json", help: "summary.json on stdout in place of the table"),
      RunFlags.allScores,
    ],
    examples: [
      .init("umedpt eval runs/first-run-20251125T120000Z --split test", "score a run on its test split"),
      .init(
        "umedpt eval runs/demo-20251125T120000Z/checkpoints/step-\(DemonstrationRun.standard.steps) --task demo_chest "
          + "--out /tmp/eval",
        "one task, one checkpoint"),
    ])

  static func run(_ command: ParsedCommand) throws -> ExitCode {
    var request = EvaluationRequest(path: command.positionals[0])
    request.split = command.value(of: "split").flatMap(Split.init(rawValue:)) ?? .test
    request.tasks = command.values(of: "task")
    request.data = command.values(of: "data")
    request.out = command.value(of: "out")
    request.isQuiet = command.isSet("quiet")
    request.environment = ProcessInfo.processInfo.environment
    let scored = try request.run(on: try RunFlags.device(command))
    if command.isSet("json") {
      Output.write(try scored.summary.json())
    } else {
      Output.write(ScoreText.of(scored.summary, allMetrics: command.isSet(RunFlags.allScores.name)))
    }
    if !command.isSet("quiet") { Output.message("written to \(scored.folder)") }
    for line in scored.leftOut { Output.message("warning: \(line)") }
    return scored.leftOut.isEmpty ? .success : .partial
  }
}
