/// Help texts.
extension CommandSpecification {
  /// The overall help: what the command is for, its verbs and exit codes.
  public var help: String {
    var lines = [
      "\(name) \(version): \(summary)", "", "Usage: \(name) VERB [arguments] [flags] [key.path=value...]", "",
    ]
    lines += ["Verbs"] + HelpTable.lines(verbs.map { ($0.name, $0.summary) })
    lines += ["", "Flags of every verb"] + HelpTable.lines(Self.commonFlags.map { ($0.usage, $0.help) })
    lines += ["", "Exit codes"] + HelpTable.lines(ExitCode.allCases.map { ("\($0.rawValue)", $0.meaning) })
    lines += ["", "\(name) VERB --help shows a verb's arguments and examples."]
    lines += notes.flatMap { [""] + HelpTable.wrapped($0, indent: 0) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The help of one verb, with its examples.
  public func help(for verb: VerbSpecification) -> String {
    var lines = ["\(name) \(verb.name): \(verb.summary)", "", "Usage: \(usage(of: verb))"]
    lines += verb.details.flatMap { [""] + HelpTable.wrapped($0, indent: 0) }
    if !verb.positionals.isEmpty {
      lines += ["", "Arguments"] + HelpTable.lines(verb.positionals.map { ($0.name, $0.help) })
    }
    lines += ["", "Flags"] + HelpTable.lines(flags(of: verb).map { ($0.usage, Self.help(of: $0)) })
    lines += ["", "Examples"]
    for example in verb.examples { lines += ["  # \(example.explanation)", "  \(example.command)"] }
    return lines.joined(separator: "\n") + "\n"
  }

  private func usage(of verb: VerbSpecification) -> String {
    let parts = [name, verb.name] + verb.positionals.map(\.usage) + ["[flags]"]
    return (parts + (verb.allowsOverrides ? ["[key.path=value...]"] : [])).joined(separator: " ")
  }

  private static func help(of flag: FlagSpecification) -> String {
    guard case .choices(let choices)? = flag.value?.kind else { return flag.help }
    return flag.help + ": " + choices.joined(separator: ", ")
  }
}

/// Two columns of text, wrapped at 100 characters.
private enum HelpTable {
  static let width = 100

  static func lines(_ rows: [(String, String)]) -> [String] {
    let column = (rows.map(\.0.count).max() ?? 0) + 4
    return rows.flatMap { name, text in
      var lines = wrapped(text, indent: column)
      lines[0] = "  " + name + String(repeating: " ", count: column - 2 - name.count) + lines[0].dropFirst(column)
      return lines
    }
  }

  static func wrapped(_ text: String, indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty && indent + line.count + 1 + word.count > width {
        lines.append(margin + line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " " + word
    }
    return lines + [margin + line]
  }
}
