import Datasets
import Foundation
import Imaging
import Settings

/// A check as one self-contained page: counts, numbers, findings, and training samples with their labels drawn.
public struct CheckSheet {
  /// Samples of each task.
  public let count: Int

  /// - Parameter count: samples of each task.
  public init(count: Int) { self.count = count }

  /// Writes the page.
  /// - Parameters:
  ///   - reports: of the tasks, in order.
  ///   - streams: how the tasks that can be opened are loaded, by the path of their description; without augmentation.
  ///     A task without one, such as a set of test samples alone, gets no pictures.
  /// - Throws: `OutputError` if the page cannot be written, `ImageError` if a picture cannot be encoded.
  public func write(_ reports: [CheckReport], _ streams: [String: TaskStream], to path: String) throws {
    let body = try reports.map { report in
      try Html.section(report.task ?? report.path, section(report, streams[report.path]))
    }
    try OutputPlace.write(Html.page("Data check", body.joined(), by: .check), to: path)
  }

  private func section(_ report: CheckReport, _ stream: TaskStream?) throws -> String {
    let splits = Split.allCases.map(\.rawValue).filter { report.samples[$0] != nil }
    let counts =
      [["samples"] + splits.map { "\(report.samples[$0] ?? 0)" }]
      + report.classes.map { entry in [entry.name] + splits.map { "\(entry.counts[$0] ?? 0)" } }
    let facts = report.fingerprint.map { Html.table(["", "smallest", "median", "largest"], $0.rows) } ?? ""
    return Html.paragraph([report.labelType?.rawValue, report.path].compactMap { $0 }.joined(separator: ", "))
      + Html.table([""] + splits, counts) + facts + Self.findings(report)
      + (try stream.map(figures) ?? Html.paragraph("No pictures: they are of training samples, and none can be loaded."))
  }

  private static func findings(_ report: CheckReport) -> String {
    guard !report.findings.isEmpty else { return Html.paragraph("Nothing was found.") }
    return Html.table(["", "found"], report.findings.map { [$0.severity.rawValue, "\($0)"] })
  }

  private func figures(_ stream: TaskStream) throws -> String {
    let openCount = LoaderBudget([stream], BatchStreamOptions()).openCounts[0]
    let (tiles, problems) = try PreviewTile.first(count, of: stream, seed: 0, openCount: openCount)
    let told = problems.map(Html.paragraph).joined()
    return try tiles.map { try $0.figure(withPlain: $0.plain != $0.drawn) }.joined() + told
  }
}

extension DataFingerprint {
  /// One row a number that there is.
  fileprivate var rows: [[String]] {
    var all = [("height", height), ("width", width), ("planes", planes)]
    all += zip(["x", "y", "z"], spacing ?? []).map { ("spacing \($0), mm", $1) }
    all += [("mean intensity", meanIntensity), ("boxes of an image", boxes), ("longer edge of a box", boxEdge)]
    return all.compactMap { name, spread in
      spread.map { [name] + [$0.smallest, $0.median, $0.largest].map(DataFingerprint.Spread.text) }
    }
  }
}
