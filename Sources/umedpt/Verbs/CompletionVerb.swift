import Settings

/// `umedpt completion SHELL`.
enum CompletionVerb: Verb {
  private static let shells = Shell.allCases.map(\.rawValue)

  static let specification = VerbSpecification(
    name: "completion", summary: "print a completion script for a shell",
    details: ["The script goes to stdout; source it, or put it where the shell looks for completions."],
    positionals: [
      PositionalSpecification("SHELL", kind: .choices(shells), help: shells.joined(separator: ", "))
    ],
    examples: [
      .init("source <(umedpt completion bash)", "complete in this bash"),
      .init("umedpt completion fish > ~/.config/fish/completions/umedpt.fish", "complete in every fish"),
    ])

  static func run(_ command: ParsedCommand) throws -> ExitCode {
    let name = command.positionals[0]
    guard let shell = Shell(rawValue: name) else {
      let nearest = NearestName.of(name, in: shells).map { "; did you mean \($0)?" } ?? ""
      throw UsageError("SHELL: found \(name); one of \(shells.joined(separator: ", ")) is expected\(nearest)")
    }
    Output.write(Main.specification.completionScript(shell))
    return .success
  }
}
