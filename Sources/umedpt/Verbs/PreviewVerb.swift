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
      "For the settings of a run, its own sizes, augmentations, seed and loader are used: the pictures are those of "
        + "its first steps. For a task description, what its modality suggests. stdout: the page, then one "
        + "contact sheet a task."
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
  private static let standardSize = 224

  static func run(_ command: ParsedCommand) throws -> ExitCode {
    let environment = ProcessInfo.processInfo.environment
    let count = try command.integer(of: "count", in: 1...256) ?? 16
    let size = try command.integer(of: "size", in: 32...4096)
    let folder = command.value(of: "out") ?? standardFolder
    let page = ReplaceableFile.page(Preview.page(in: folder), of: .preview)
    try page.requireOurs()
    let files: [(String, RunSettings?)] = try command.positionals.map { path in
      (path, try RunSettings.ofTasks(at: path, environment, overrides: command.overrides))
    }
    try refuseIdleSettings(command, files, environment)
    let runs = try files.map { path, run in
      let tasks = run?.tasks ?? [TaskSettings(path: path, size: size ?? standardSize, batch: count)]
      let streams = try tasks.map { task in
        let description = try TaskDescription.read(path: task.path, environment: environment)
        try requireOutside(folder, of: description)
        return try task.stream(.open(description))
      }
      return run.map { Preview.Run(streams, seed: $0.training.seed, loader: $0.loader.stream) } ?? Preview.Run(streams)
    }
    for sheet in Preview.sheets(of: runs, in: folder) {
      try ReplaceableFile.companion(sheet, of: page).requireOurs()
    }
    let result = try Preview(count: count).write(runs, to: folder)
    for problem in result.problems { Output.message(problem) }
    if command.isSet("json") {
      try Output.json(result)
    } else {
      for path in [result.page] + result.sheets { Output.line(path) }
    }
    return result.problems.isEmpty ? .success : result.sheets.isEmpty ? .dataErrors : .partial
  }

  /// A sheet among class folders would be found there as a picture without a class.
  private static func requireOutside(_ folder: String, of description: TaskDescription) throws {
    guard case .folder(let path) = description.source else { return }
    let plain = { URL(fileURLWithPath: $0).standardizedFileURL.path }
    let (images, sheets) = (plain(path), plain(folder))
    guard sheets == images || sheets.hasPrefix(images + "/") else { return }
    throw UsageError(
      "--out \(folder): it lies in the image folder of task \(description.name) (\(path)); give a place outside of it")
  }

  /// What would change nothing is refused: a run has its own sizes, a task description takes no overrides.
  private static func refuseIdleSettings(
    _ command: ParsedCommand, _ files: [(String, RunSettings?)], _ environment: [String: String]
  ) throws {
    if let run = files.first(where: { $0.1 != nil }), command.isSet("size") {
      throw UsageError(
        "--size: \(run.0) gives each task of a run its own size; leave --size out, or change it with "
          + "tasks[0].size=PIXELS"
      )
    }
    if let override = command.overrides.first, files.allSatisfy({ $0.1 == nil }) {
      // A file that cannot be read is told first.
      for (path, _) in files { _ = try TaskDescription.read(path: path, environment: environment) }
      throw UsageError(
        "\(override): overrides change settings of a run, and none is given; leave it out, or edit the task description"
      )
    }
  }
}
