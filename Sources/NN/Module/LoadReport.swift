/// What `Module.load` did with a file's tensors.
public struct LoadReport: Sendable {
  public var loaded: [String] = []
  /// Keys of the model that the file lacks.
  public var missing: [String] = []
  /// Keys of the file that the model lacks.
  public var unused: [String] = []
  /// Keys whose shapes differ.
  public var reshaped: [Mismatch] = []

  public struct Mismatch: Sendable {
    public let key: String
    public let inModel: [Int]
    public let inFile: [Int]
  }

  public init(missing: [String] = [], unused: [String] = []) {
    self.missing = missing
    self.unused = unused
  }

  public var isComplete: Bool { missing.isEmpty && unused.isEmpty && reshaped.isEmpty }
}

/// A file that does not fit the model; nothing was loaded.
public struct LoadError: Error, CustomStringConvertible {
  public let file: String
  public let report: LoadReport
  /// What the reader of the message can do.
  public var hint: String?

  public init(file: String, report: LoadReport, hint: String? = nil) {
    self.file = file
    self.report = report
    self.hint = hint
  }

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
