/// What a value on the command line names; shells complete it, and `choices` are also checked.
public enum ArgumentKind: Sendable, Equatable {
  /// Anything, an existing or new file, a folder.
  case text, file, folder
  /// One of these words.
  case choices([String])
}

/// The short flags of the whole command; there are no others.
public enum ShortFlag: String, Sendable, CaseIterable { case i, o, c, q, v, h }

/// A flag of a verb, written `--name`, `--name VALUE` or `--name=VALUE`.
public struct FlagSpecification: Sendable {
  /// What stands behind a flag.
  public struct Value: Sendable {
    /// Shown in the help, such as `DIR`.
    public let name: String
    /// What it names.
    public let kind: ArgumentKind

    /// - Parameter name: as the help shows it.
    public init(_ name: String, _ kind: ArgumentKind = .text) {
      self.name = name
      self.kind = kind
    }
  }

  /// Without the leading hyphens.
  public let name: String
  /// nil for a flag with its long form alone.
  public let short: ShortFlag?
  /// nil for a switch.
  public let value: Value?
  /// May be given more than once.
  public let isRepeatable: Bool
  /// A line without a full stop.
  public let help: String

  /// - Parameter name: without the leading hyphens.
  public init(
    _ name: String, short: ShortFlag? = nil, value: Value? = nil, isRepeatable: Bool = false, help: String
  ) {
    self.name = name
    self.short = short
    self.value = value
    self.isRepeatable = isRepeatable
    self.help = help
  }

  /// `--out`, and `-o` before it if there is a short form.
  var spellings: [String] { (short.map { ["-" + $0.rawValue] } ?? []) + ["--" + name] }

  /// `-o, --out DIR`.
  var usage: String { spellings.joined(separator: ", ") + (value.map { " " + $0.name } ?? "") }
}

/// An argument that is no flag.
public struct PositionalSpecification: Sendable {
  /// How often it may stand there.
  public enum Count: Sendable { case one, optional, atLeastOne, any }

  /// Shown in the help, such as `CONFIG.yaml`.
  public let name: String
  /// How often it may stand there.
  public let count: Count
  /// What it names.
  public let kind: ArgumentKind
  /// A line without a full stop.
  public let help: String

  /// - Parameter name: as the help shows it.
  public init(_ name: String, _ count: Count = .one, kind: ArgumentKind = .file, help: String) {
    self.name = name
    self.count = count
    self.kind = kind
    self.help = help
  }

  var usage: String {
    switch count {
    case .one: name
    case .optional: "[\(name)]"
    case .atLeastOne: "\(name)..."
    case .any: "[\(name)...]"
    }
  }
}

/// One verb: help, parsing and shell completion all come from this value.
public struct VerbSpecification: Sendable {
  /// A command line that runs as it stands, and what it does.
  public struct Example: Sendable {
    /// As it is typed.
    public let command: String
    /// What it does, in a few words.
    public let explanation: String

    /// An example of the help.
    public init(_ command: String, _ explanation: String) {
      self.command = command
      self.explanation = explanation
    }
  }

  /// As it is typed.
  public let name: String
  /// One line without a full stop, for the list of verbs.
  public let summary: String
  /// Paragraphs for the verb's own help.
  public let details: [String]
  /// In their order.
  public let positionals: [PositionalSpecification]
  /// Its own, in the order of the help.
  public let flags: [FlagSpecification]
  /// The verb takes `key.path=value` after the flags.
  public let allowsOverrides: Bool
  /// For the help, two at least.
  public let examples: [Example]

  /// - Precondition: two examples at least; only the last positional may repeat.
  public init(
    name: String, summary: String, details: [String] = [], positionals: [PositionalSpecification] = [],
    flags: [FlagSpecification] = [], allowsOverrides: Bool = false, examples: [Example]
  ) {
    precondition(examples.count >= 2, "\(name): the help needs two runnable examples")
    let isOrdered = positionals.dropLast().allSatisfy { $0.count == .one }
    precondition(isOrdered, "\(name): only the last positional may be optional or repeat")
    self.name = name
    self.summary = summary
    self.details = details
    self.positionals = positionals
    self.flags = flags
    self.allowsOverrides = allowsOverrides
    self.examples = examples
  }
}
