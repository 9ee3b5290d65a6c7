/// Reads the arguments of one verb.
struct ArgumentParser {
  private let verb: VerbSpecification
  private let flags: [FlagSpecification]
  private let command: String
  private var values: [String: [String]] = [:]
  private var positionals: [String] = []
  private var overrides: [String] = []

  init(command: CommandSpecification, verb: VerbSpecification) {
    self.verb = verb
    self.command = command.name
    flags = command.flags(of: verb)
  }

  /// - Returns: nil if help was asked for.
  mutating func parse(_ arguments: ArraySlice<String>) throws(UsageError) -> ParsedCommand? {
    var rest = arguments
    while let argument = rest.popFirst() {
      if argument == "--" {
        positionals += rest
        break
      }
      if argument.hasPrefix("-") && argument != "-" {
        let flag = try flag(argument)
        if flag.name == "help" { return nil }
        try store(flag, argument, &rest)
      } else if isOverride(argument) {
        overrides.append(argument)
      } else {
        positionals.append(argument)
      }
    }
    try checkPositionals()
    return ParsedCommand(
      verb: verb.name, positionals: positionals, overrides: overrides, values: values, known: Set(flags.map(\.name)))
  }

  private mutating func store(
    _ flag: FlagSpecification, _ argument: String, _ rest: inout ArraySlice<String>
  ) throws(UsageError) {
    let spelling = argument.prefix { $0 != "=" }
    var given = argument.dropFirst(spelling.count + 1).description
    let hasValue = argument.contains("=")
    guard flag.isRepeatable || values[flag.name] == nil else {
      throw UsageError("\(spelling): given twice; it is allowed once; remove one of them")
    }
    guard let value = flag.value else {
      guard !hasValue else { throw UsageError("\(spelling): takes no value; write \(spelling) alone") }
      values[flag.name] = [""]
      return
    }
    if !hasValue {
      guard let next = rest.first, !isFlag(next) else {
        throw UsageError("\(spelling): needs a value; write \(spelling) \(value.name)")
      }
      given = rest.removeFirst()
    }
    try check(given, value, spelling: String(spelling))
    values[flag.name, default: []].append(given)
  }

  private func check(_ given: String, _ value: FlagSpecification.Value, spelling: String) throws(UsageError) {
    guard !given.isEmpty else { throw UsageError("\(spelling): found an empty value; write \(spelling) \(value.name)") }
    guard case .choices(let choices) = value.kind, !choices.contains(given) else { return }
    let hint = NearestName.of(given, in: choices).map { "; did you mean \($0)?" } ?? ""
    throw UsageError("\(spelling): found \(given); one of \(choices.joined(separator: ", ")) is expected\(hint)")
  }

  private func flag(_ argument: String) throws(UsageError) -> FlagSpecification {
    let spelling = String(argument.prefix { $0 != "=" })
    if let flag = flags.first(where: { $0.spellings.contains(spelling) }) { return flag }
    let names = flags.flatMap(\.spellings)
    let near = NearestName.of(spelling.replacing("_", with: "-"), in: names.filter { $0.hasPrefix("--") })
    let isOneHyphen = !spelling.hasPrefix("--")
    let hint = (isOneHyphen && names.contains("-" + spelling) ? "-" + spelling : near).map { "; did you mean \($0)?" }
    let allowed = names.joined(separator: ", ")
    throw UsageError("\(spelling): unknown flag of \(verb.name)\(hint ?? ".") Allowed: \(allowed)")
  }

  /// A negative number may follow a flag as its value; any other argument with a hyphen is a flag.
  private func isFlag(_ argument: String) -> Bool {
    argument.hasPrefix("-") && argument != "-" && NumberText.double(argument) == nil
  }

  /// A key path begins with a letter, so that `./a=b.yaml` stays a path.
  private func isOverride(_ argument: String) -> Bool {
    guard verb.allowsOverrides, let sign = argument.firstIndex(of: "=") else { return false }
    let key = argument[..<sign]
    return key.first?.isLetter == true && key.allSatisfy { $0.isLetter || $0.isNumber || "_.-[]".contains($0) }
  }

  private func checkPositionals() throws(UsageError) {
    let names = verb.positionals
    let required = names.count { $0.count == .one || $0.count == .atLeastOne }
    if positionals.count < required {
      let missing = names[positionals.count]
      throw UsageError("\(missing.name) is missing (\(missing.help)); see \(command) \(verb.name) --help")
    }
    let isOpen = names.last.map { $0.count == .any || $0.count == .atLeastOne } ?? false
    guard !isOpen, positionals.count > names.count else { return }
    let extra = positionals[names.count]
    let allowed = names.isEmpty ? "no arguments" : names.map(\.usage).joined(separator: " ")
    throw UsageError("\(extra): unexpected; \(verb.name) takes \(allowed); see \(command) \(verb.name) --help")
  }
}
