import Datasets
import Foundation

/// A check as text for people: a table of counts and the findings of each task, then the sum.
struct CheckText {
  private let result: CheckResult
  private let withNotes: Bool

  init(_ result: CheckResult, withNotes: Bool) {
    self.result = result
    self.withNotes = withNotes
  }

  var text: String {
    let settings = result.settings.map { "error: \($0)" }
    let blocks = (settings.isEmpty ? [] : [settings]) + result.tasks.map(lines)
    return (blocks.map { $0.joined(separator: "\n") + "\n" } + [sum]).joined(separator: "\n")
  }

  private func lines(_ report: CheckReport) -> [String] {
    let name = report.task ?? report.path
    let type = report.labelType.map { " (\($0.rawValue))" } ?? ""
    let files = "\(report.files) files, \(report.decoded) decoded now"
    let findings = report.findings.filter { withNotes || $0.severity != .note }
    let told = findings.map { "  \($0.severity.rawValue): \($0)" }
    return ["\(name)\(type): \(files)"] + counts(report) + facts(report) + told
  }

  /// Samples by split, then those of each class.
  private func counts(_ report: CheckReport) -> [String] {
    let splits = Split.allCases.map(\.rawValue).filter { report.samples[$0] != nil }
    guard !splits.isEmpty else { return [] }
    let rows =
      [[""] + splits, ["samples"] + splits.map { "\(report.samples[$0] ?? 0)" }]
      + report.classes.map { entry in [entry.name] + splits.map { "\(entry.counts[$0] ?? 0)" } }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let first = row[0] + String(repeating: " ", count: widths[0] - row[0].count)
      let others = zip(row, widths).dropFirst().map { String(repeating: " ", count: $1 - $0.count) + $0 }
      return "  " + ([first] + others).joined(separator: "  ")
    }
  }

  /// The images in numbers, smallest, median and largest.
  private func facts(_ report: CheckReport) -> [String] {
    guard let found = report.fingerprint else { return [] }
    var parts = [("height", found.height), ("width", found.width), ("planes", found.planes)]
    for (axis, spread) in zip(["x", "y", "z"], found.spacing ?? []) { parts.append(("spacing \(axis) mm", spread)) }
    parts += [("mean intensity", found.meanIntensity), ("boxes", found.boxes), ("box edge", found.boxEdge)]
    let texts = parts.compactMap { name, spread in spread.map { "\(name) \($0.text)" } }
    return texts.isEmpty ? [] : ["  " + texts.joined(separator: ", ")]
  }

  private var sum: String {
    "\(Self.count(result.tasks.count, "task")): \(Self.count(result.errors, "error")), "
      + "\(Self.count(result.warnings, "warning"))\n"
  }

  private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
