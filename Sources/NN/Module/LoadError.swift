/// A file that does not fit the model; nothing was loaded.
public struct LoadError: Error, CustomStringConvertible {
  /// Path of the file.
  public let file: String
  /// What did not fit.
  public let report: LoadReport
  /// What the reader of the message can do.
  public var hint: String?

  /// - Parameter hint: a sentence.
  public init(file: String, report: LoadReport, hint: String? = nil) {
    self.file = file
    self.report = report
    self.hint = hint
  }

  /// The file, then missing, unknown and reshaped keys a line each, at most twelve of a kind, then the hint.
  public var description: String {
    var lines = ["\(file) does not fit the model."]
    lines += Self.listed("missing in the file", report.missing)
    lines += Self.listed("unknown to the model", report.unused)
    lines += Self.listed(
      "of another shape", report.reshaped.map { "\($0.key) (model \($0.inModel), file \($0.inFile))" })
    if let hint { lines.append(hint) }
    return lines.joined(separator: "\n")
  }

  private static func listed(_ title: String, _ keys: [String]) -> [String] {
    guard !keys.isEmpty else { return [] }
    let shown = keys.prefix(12).joined(separator: ", ")
    return ["  \(keys.count) \(title): \(shown)\(keys.count > 12 ? ", ..." : "")"]
  }
}
