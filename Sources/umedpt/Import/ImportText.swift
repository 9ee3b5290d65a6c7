import Datasets

/// What an import did, as text for people; the command that comes next stands last.
struct ImportText {
  private let result: TaskImport.Result
  private let withNotes: Bool

  init(_ result: TaskImport.Result, withNotes: Bool) {
    self.result = result
    self.withNotes = withNotes
  }

  var text: String {
    var lines = ["\(result.path): \(result.labelType.rawValue), read as \(result.format)"]
    if let reason = result.reason { lines.append("  because \(reason)") }
    lines.append("  samples: \(samples)\(result.groups > 0 ? ", \(result.groups) groups" : "")")
    lines.append("  classes (\(result.classes.count)): \(classes)")
    lines += result.report.leftOut.map { "  left out: \($0.count) \($0.reason) (\(Self.examples($0)))" }
    if withNotes { lines += result.report.notes.map { "  note: \($0)" } }
    return (lines + ["check it with", "  umedpt check \(ShellWord.quoted(result.path))"]).joined(separator: "\n") + "\n"
  }

  private var samples: String {
    Split.allCases.compactMap { split in result.samples[split].map { "\($0) \(split.rawValue)" } }.joined(
      separator: ", ")
  }

  private var classes: String {
    let shown = result.classes.prefix(20).map { entry in entry.name + (entry.count.map { " \($0)" } ?? "") }
    return shown.joined(separator: ", ") + (result.classes.count > 20 ? " and \(result.classes.count - 20) more" : "")
  }

  private static func examples(_ omission: ImportReport.Omission) -> String {
    omission.examples.joined(separator: ", ") + (omission.count > omission.examples.count ? ", ..." : "")
  }
}

/// `import --json`.
struct ImportDocument: Encodable {
  private struct Class: Encodable {
    let name: String
    let count: Int?
  }

  private let path: String
  private let format: String
  private let reason: String?
  private let labelType: LabelType
  private let samples: [String: Int]
  private let groups: Int
  private let classes: [Class]
  private let leftOut: [ImportReport.Omission]
  private let notes: [String]

  init(_ result: TaskImport.Result) {
    (path, format, reason, labelType) = (result.path, result.format, result.reason, result.labelType)
    samples = Dictionary(uniqueKeysWithValues: result.samples.map { ($0.rawValue, $1) })
    groups = result.groups
    classes = result.classes.map { Class(name: $0.name, count: $0.count) }
    (leftOut, notes) = (result.report.leftOut, result.report.notes)
  }
}
