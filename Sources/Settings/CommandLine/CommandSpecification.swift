/// The whole command: its verbs and the flags that all of them take.
public struct CommandSpecification: Sendable {
  /// As it is typed.
  public let name: String
  /// Such as `0.1.0`.
  public let version: String
  /// One sentence on what the command is for.
  public let summary: String
  /// In the order of the help.
  public let verbs: [VerbSpecification]
  /// Notes at the end of the overall help, such as the intended use.
  public let notes: [String]

  /// - Parameter verbs: each with its own name.
  public init(name: String, version: String, summary: String, verbs: [VerbSpecification], notes: [String] = []) {
    self.name = name
    self.version = version
    self.summary = summary
    self.verbs = verbs
    self.notes = notes
  }

  /// Flags of every verb.
  public static let commonFlags = [
    FlagSpecification("quiet", short: .q, help: "Only results, warnings and errors"),
    FlagSpecification("help", short: .h, help: "This text"),
  ]

  func flags(of verb: VerbSpecification) -> [FlagSpecification] { verb.flags + Self.commonFlags }

  /// What a command line asks for.
  public enum Request: Sendable {
    /// A verb.
    case run(ParsedCommand)
    /// A text for stdout; exit 0.
    case show(String)
  }

  /// Reads the arguments after the command's own name.
  /// - Throws: `UsageError` that names the nearest verb or flag.
  public func parse(_ arguments: [String]) throws(UsageError) -> Request {
    guard let first = arguments.first else { return .show(help) }
    switch first {
    case "-h", "--help": return .show(help)
    case "--version": return .show("\(name) \(version)\n")
    case "help":
      guard arguments.count > 1 else { return .show(help) }
      return .show(help(for: try verb(arguments[1])))
    default:
      let verb = try verb(first)
      var parser = ArgumentParser(command: self, verb: verb)
      guard let command = try parser.parse(arguments.dropFirst()) else { return .show(help(for: verb)) }
      return .run(command)
    }
  }

  private func verb(_ typed: String) throws(UsageError) -> VerbSpecification {
    if let verb = verbs.first(where: { $0.name == typed }) { return verb }
    if typed.hasPrefix("-") {
      throw UsageError("\(typed): flags follow the verb: \(name) VERB \(typed); see \(name) --help")
    }
    let names = verbs.map(\.name)
    let hint = NearestName.of(typed, in: names).map { "; did you mean \($0)?" } ?? "."
    throw UsageError("\(typed): unknown verb\(hint) Allowed: \(names.joined(separator: ", ")); see \(name) --help")
  }
}
