import Datasets
import Evaluation
import Foundation
import Settings

/// `umedpt check TASK.yaml...`.
enum CheckVerb: Verb {
  static let specification = VerbSpecification(
    name: "check", summary: "look through data sets and report everything that is wrong",
    details: [
      "Pictures and volumes are decoded once, as a whole; of a slide an overview is, and that the tiles of a TIFF "
        + "slide lie in its file is seen without decoding them; of a mask as large as its slide 64 places are read. "
        + "What was seen is kept, so that a training starts at once. A run's settings may be given in place of a task: "
        + "all of its tasks are checked. Exit code 3 if there are errors."
    ],
    positionals: [
      PositionalSpecification("TASK.yaml", .atLeastOne, help: "task descriptions, or settings of runs")
    ],
    flags: [
      FlagSpecification("json", help: "one JSON document"),
      FlagSpecification("html", value: .init("FILE", .file), help: "also a page with counts, findings and pictures"),
    ],
    examples: [
      .init("umedpt check Examples/first-run/photos.yaml", "check one data set"),
      .init("umedpt check Examples/mini-database.yaml --json", "check all tasks of a run, for a program"),
    ])

  static func run(_ command: ParsedCommand) throws -> ExitCode {
    let environment = ProcessInfo.processInfo.environment
    let page = command.value(of: "html")
    if let page { try requirePage(page) }
    let result = try CheckResult.make(command.positionals, cache: .standard(), environment: environment)
    if let page { try sheet(result, environment, to: page) }
    if command.isSet("json") {
      try Output.json(result)
    } else {
      Output.write(CheckText(result, withNotes: !command.isSet("quiet")).text)
    }
    return result.exitCode
  }

  /// A wrong path is told before the checking, which may take long.
  private static func requirePage(_ path: String) throws {
    let isNamedSo = [".html", ".htm"].contains { path.lowercased().hasSuffix($0) }
    guard isNamedSo else {
      throw UsageError("--html: found \(path); the name of a page ends in .html or .htm, such as --html check.html")
    }
    try ReplaceableFile.page(path, of: .check).requireOurs()
    try OutputPlace.requireWritable(path)
  }

  private static let picturesOnSheet = 12
  private static let sheetSize = 224

  private static func sheet(_ result: CheckResult, _ environment: [String: String], to path: String) throws {
    var streams: [String: TaskStream] = [:]
    for report in result.tasks {
      // A set that cannot be opened has its reasons among the findings; it gets no pictures.
      guard report.task != nil,
        let dataset = try? Dataset.open(.read(path: report.path, environment: environment)),
        let stream = try? TaskStream(dataset, size: sheetSize, batch: 1, fit: .letterbox, augmentation: nil)
      else { continue }
      streams[report.path] = stream
    }
    try CheckSheet(count: picturesOnSheet).write(result.tasks, streams, to: path)
  }
}
