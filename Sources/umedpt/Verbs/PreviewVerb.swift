import Datasets
import Evaluation
import Foundation
import Settings
import Training

/// `umedpt preview FILE.yaml...`.
enum PreviewVerb: Verb {
  static let specification = VerbSpecification(
    name: "preview", summary: "draw what the model will see: training samples, augmented, with their labels",
    details: [
      "For the settings of one run, its own sizes, augmentations, seed and loader are used: the pictures are those of its "
        + "first steps. For a task description, what its modality suggests. stdout: the page, then one contact sheet a task."
    ],
    positionals: [
      PositionalSpecification("FILE.yaml", .atLeastOne, help: "settings of runs, or task descriptions")
    ],
    flags: [
      FlagSpecification("out", short: .o, value: .init("DIR", .folder), help: "where they go (default: preview)"),
      FlagSpecification("count", value: .init("N"), help: "samples of each task (default: 16)"),
      FlagSpecification(
        "size", value: .init("PIXELS"), help: "edge of the pictures of task descriptions (default: 224)"),
      FlagSpecification("json", help: "one JSON document on stdout"),
    ],
    allowsOverrides: true,
    examples: [
      .init("umedpt preview Examples/first-run/first-run.yaml", "see the first samples of both tasks"),
      .init("umedpt preview task.yaml --count 32 -o sheets", "see more of one data set"),
    ])

  private static let standardFolder = "preview"

  static func run(_ command: ParsedCommand) throws -> ExitCode {
    let environment = ProcessInfo.processInfo.environment
    let count = try command.integer(of: "count", in: 1...256) ?? 16
    let size = try command.integer(of: "size", in: 32...4096) ?? 224
    var streams: [TaskStream] = []
    var (seed, loader): (UInt64, BatchStreamOptions) = (0, BatchStreamOptions())
    for path in command.positionals {
      let run = try RunSettings.ofTasks(at: path, environment, overrides: command.overrides)
      if let run { (seed, loader) = (run.training.seed, run.loader.stream) }
      for task in run?.tasks ?? [TaskSettings(path: path, size: size, batch: count)] {
        streams.append(try task.stream(.open(.read(path: task.path, environment: environment))))
      }
    }
    let folder = command.value(of: "out") ?? standardFolder
    let result = try Preview(count: count, seed: seed, loader: loader).write(streams, to: folder)
    for problem in result.problems { Output.message(problem) }
    if command.isSet("json") {
      try Output.json(result)
    } else {
      for path in [result.page] + result.sheets { Output.line(path) }
    }
    return result.problems.isEmpty ? .success : result.sheets.isEmpty ? .dataErrors : .partial
  }
}
