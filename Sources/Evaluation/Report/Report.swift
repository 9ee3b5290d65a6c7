import Datasets
import Foundation
import Settings
import Statistics
import Training

/// `report.html`: a run on one page, in one file that needs nothing else.
public struct Report {
  private let layout: RunLayout
  private let record: RunRecord
  private let metrics: [MetricRecord]
  private let summary: EvaluationSummary?
  private let examples: [(task: String, examples: [ExamplePrediction])]

  /// Gathers what the run folder holds.
  /// - Parameter examples: `EvaluationResult.examples`; without them the page has none.
  /// - Throws: `RunFolderError` if the folder has no `run.json` or a damaged summary.
  public init(runFolder: String, examples: [(task: String, examples: [ExamplePrediction])] = []) throws {
    layout = RunLayout(runFolder)
    record = try RunRecord.read(layout.record)
    metrics = MetricsLog.records(layout.metrics)
    let hasSummary = FileManager.default.fileExists(atPath: layout.summary)
    summary = hasSummary ? try EvaluationSummary.read(layout.summary) : nil
    self.examples = examples
  }

  /// Writes `report.html` into the run folder.
  /// - Returns: its path.
  /// - Throws: as `init`; `ImageError` if an example cannot be encoded, `OutputError` if the page cannot be written.
  @discardableResult
  public static func write(
    runFolder: String, examples: [(task: String, examples: [ExamplePrediction])] = []
  ) throws -> String {
    let path = RunLayout(runFolder).report
    try OutputPlace.write(Report(runFolder: runFolder, examples: examples).html(), to: path)
    return path
  }

  /// The whole page.
  /// - Throws: `RunFolderError` for a file of the run that is missing or damaged, `ImageError` for a picture that
  ///   cannot be made.
  public func html() throws -> String {
    let sections = [
      Html.paragraph("Made by umedpt. For research; not for diagnostic use."),
      Html.section("Scores", scores()),
      Html.section("Training losses", try losses()),
      Html.section("Examples", try exampleFigures()),
      Html.section("Files left out", quarantine()),
      Html.section("Run", facts()),
    ]
    return Html.page("Run \(record.name)", sections.joined(), by: .report)
  }

  // MARK: Sections

  private func scores() -> String {
    guard let summary else { return Html.paragraph("The run was not evaluated.") }
    let step = summary.step.map { " after \($0) updates" } ?? ""
    let interval = summary.bootstrap.map {
      "Intervals: \(Int(($0.level * 100).rounded())) %, percentile bootstrap over cases, \($0.resamples) resamples, "
        + "seed \($0.seed). "
    }
    let about = "Split \(summary.split.rawValue)\(step). \(interval ?? "No intervals. ")"
    let bars =
      "The constant predictor gives every image the same answer; chance is its score, or that of guessing classes "
      + "where guesses reach more. A score whose interval does not lie above chance shows no learning."
    let policies = ScoreTable(summary, primaryOnly: false)
    return Html.paragraph(about + bars) + Html.table(ScoreTable.columns, ScoreTable(summary).rows)
      + Html.details("All scores", Html.table(ScoreTable.columns + ["policy"], policies.rowsWithPolicy(summary)))
      + Html.details("Scores of each class", summary.tasks.map(Self.classTable).joined())
  }

  private static func classTable(_ task: TaskScores) -> String {
    let names = Array(Set(task.classes.flatMap(\.values.keys))).sorted()
    let rows = task.classes.map { entry in
      [entry.name, "\(entry.caseCount)"] + names.map(entry.text)
    }
    return "<h3>\(Html.escaped(task.task))</h3>\n" + Html.table(["class", "n"] + names, rows)
      + Html.paragraph("Constant predictor: \(task.constantPredictor).")
  }

  private func losses() throws -> String {
    let curves = LossCurves(metrics)
    guard !curves.curves.isEmpty else { return Html.paragraph("No training loss is logged.") }
    let (svg, note) = try curves.svg()
    let address = "data:image/svg+xml;base64," + Data(svg.utf8).base64EncodedString()
    let about = "Pale: as logged; dark: moving mean; dashed: 1, where every task starts."
    return "<div class=\"curves\"><img alt=\"training losses of each task\" src=\"\(address)\"></div>\n"
      + Html.paragraph(about + (note.map { " \($0)" } ?? ""))
  }

  private func exampleFigures() throws -> String {
    let shown = examples.filter { !$0.examples.isEmpty }
    guard !shown.isEmpty else { return Html.paragraph("No example predictions were kept.") }
    return try shown.map { task, examples in
      "<h3>\(Html.escaped(task))</h3>\n" + ExampleFigure.legend(examples[0])
        + (try examples.map { try ExampleFigure($0).html() }.joined())
    }.joined()
  }

  private func quarantine() -> String {
    guard let text = try? String(contentsOfFile: layout.quarantine, encoding: .utf8) else {
      return Html.paragraph("None: every file could be read.")
    }
    // The table may hold quoted newlines, so it is shown as it is.
    return Html.paragraph("\(record.quarantinedFiles) file(s) could not be read:")
      + "<pre>\(Html.escaped(text))</pre>\n"
  }

  private func facts() -> String {
    let speed = metrics.filter { $0.name == "images_per_second" }.compactMap(\.value).sorted()
    let rows =
      [
        ["started", record.started], ["finished", record.finished ?? "not yet"], ["device", record.device],
        ["seed", "\(record.seed)"],
        ["images a second (median)", speed.isEmpty ? "-" : String(format: "%.1f", speed[speed.count / 2])],
        ["command", record.command.joined(separator: " ")], ["settings hash", record.settingsHash],
      ] + record.versions.sorted { $0.key < $1.key }.map { ["version of \($0.key)", $0.value] }
      + record.timings.sorted { $0.key < $1.key }.map { ["seconds: \($0.key)", String(format: "%.1f", $0.value)] }
      + record.resumedFromStep.map { ["resumed from step", "\($0)"] }
    let prints = record.dataFingerprints.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }
    let settings = (try? String(contentsOfFile: layout.resolvedSettings, encoding: .utf8)) ?? ""
    let inForce = (record.inForce ?? [:]).sorted { $0.key < $1.key }.map { [$0.key, $0.value] }
    let chosen = inForce.isEmpty ? "" : Html.table(["left to the program", "in force"], inForce)
    return Html.table([], rows) + Html.details("Data fingerprints", Html.table(["task", "fingerprint"], prints))
      + Html.details("Settings in force", "<pre>\(Html.escaped(settings))</pre>\n" + chosen)
  }
}

extension ScoreTable {
  /// The rows of all metrics with the policy of each at the end.
  fileprivate func rowsWithPolicy(_ summary: EvaluationSummary) -> [[String]] {
    zip(rows, summary.tasks.flatMap(\.metrics)).map { $0 + [$1.policy ?? "-"] }
  }
}
