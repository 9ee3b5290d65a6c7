import Datasets
import Foundation
import Settings

/// `umedpt check TASK.yaml...`.
enum CheckVerb: Verb {
  static let specification = VerbSpecification(
    name: "check", summary: "look through data sets and report everything that is wrong",
    details: [
      "Every file is decoded once; what was seen is kept, so that a training starts at once. A run's settings may be "
        + "given in place of a task: all of its tasks are checked. Exit code 3 if there are errors."
    ],
    positionals: [
      PositionalSpecification("TASK.yaml", .atLeastOne, help: "task descriptions, or settings of runs")
    ],
    flags: [FlagSpecification("json", help: "one JSON document")],
    examples: [
      .init("umedpt check Examples/first-run/photos.yaml", "check one data set"),
      .init("umedpt check Examples/mini-database.yaml --json", "check all tasks of a run, for a program"),
    ])

  static func run(_ command: ParsedCommand) throws -> ExitCode {
    let environment = ProcessInfo.processInfo.environment
    let result = try CheckResult.make(command.positionals, cache: .standard(), environment: environment)
    if command.isSet("json") {
      try Output.json(result)
    } else {
      Output.write(CheckText(result, withNotes: !command.isSet("quiet")).text)
    }
    return result.exitCode
  }
}
