/// Where a value was written: a line of a file, or the command line.
public struct SettingsPlace: Sendable, Hashable, CustomStringConvertible {
  /// File name as the user gave it, or `command line`.
  public let source: String
  /// One-based; nil for a value of the command line.
  public let line: Int?
  /// One-based, in characters.
  public let column: Int?

  /// - Parameter source: the file's name.
  public init(source: String, line: Int? = nil, column: Int? = nil) {
    self.source = source
    self.line = line
    self.column = column
  }

  static let commandLine = SettingsPlace(source: "command line")

  var isCommandLine: Bool { line == nil && self == .commandLine }

  /// `source:line:column`.
  public var description: String {
    [source, line.map(String.init), column.map(String.init)].compactMap { $0 }.joined(separator: ":")
  }

  /// File order; values of the command line come last.
  static func isBefore(_ first: SettingsPlace, _ second: SettingsPlace) -> Bool {
    (first.line ?? .max, first.column ?? .max) < (second.line ?? .max, second.column ?? .max)
  }
}

/// One thing that is wrong with settings: place, key path, then what was found, what is allowed and what to do.
public struct SettingsProblem: Sendable, Equatable, CustomStringConvertible {
  /// Where to look.
  public let place: SettingsPlace
  /// Such as `tasks[1].batch`; empty for the document as a whole.
  public let path: String
  /// What was found, what is allowed, what to do.
  public let message: String

  /// - Parameter path: empty for the document as a whole.
  public init(place: SettingsPlace, path: String, message: String) {
    self.place = place
    self.path = path
    self.message = message
  }

  /// `place: path: message`.
  public var description: String { path.isEmpty ? "\(place): \(message)" : "\(place): \(path): \(message)" }
}

/// Every problem of one settings file and its overrides, one a line, in file order. Exit code 2.
public struct SettingsError: Error, Equatable, CustomStringConvertible {
  /// One at least, in file order.
  public let problems: [SettingsProblem]

  /// - Parameter problems: in the order in which they are to be told.
  public init(_ problems: [SettingsProblem]) { self.problems = problems }

  /// One problem a line.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
