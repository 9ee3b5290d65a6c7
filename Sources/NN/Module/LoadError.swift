/// A file that does not fit the model; nothing was loaded.
public struct LoadError: Error, CustomStringConvertible {
  /// Path of the file.
  public let file: String
  /// What did not fit.
  public let report: LoadReport
  /// What the reader of the message can do.
  public var hint: String?

  /// The error of a load that was refused.
  /// - Parameter hint: what the reader can do, a sentence; nil where nothing is known.
  public init(file: String, report: LoadReport, hint: String? = nil) {
    self.file = file
    self.report = report
    self.hint = hint
  }

  /// The file, then missing, unknown and reshaped keys a line each, at most twelve of a kind and how many more there
  /// are, then the hint.
  public var description: String {
    text { title, keys in
      let more = keys.count > Self.mostListed ? ", and \(keys.count - Self.mostListed) more" : ""
      return ["  \(keys.count) \(title): \(keys.prefix(Self.mostListed).joined(separator: ", "))\(more)"]
    }
  }

  /// The same with every key, each on a line of its own.
  public var fullText: String {
    text { title, keys in ["  \(keys.count) \(title):"] + keys.map { "    \($0)" } }
  }

  /// Keys of a kind that `description` names.
  private static let mostListed = 12

  private func text(_ lines: (_ title: String, _ keys: [String]) -> [String]) -> String {
    let reshaped = report.reshaped.map { "\($0.key) (model \($0.inModel), file \($0.inFile))" }
    let kinds = [
      ("missing in the file", report.missing), ("unknown to the model", report.unused), ("of another shape", reshaped),
    ]
    let listed = kinds.filter { !$0.1.isEmpty }.flatMap { lines($0.0, $0.1) }
    return (["\(file) does not fit the model."] + listed + (hint.map { [$0] } ?? [])).joined(separator: "\n")
  }
}
