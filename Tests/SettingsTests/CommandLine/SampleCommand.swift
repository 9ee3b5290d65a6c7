@testable import Settings

/// A small command that has every kind of argument.
let sampleCommand = CommandSpecification(
  name: "umedpt", version: "0.1.0", summary: "a sample of the real command.",
  verbs: [
    VerbSpecification(
      name: "doctor", summary: "Say what is installed",
      examples: [.init("umedpt doctor", "Look around"), .init("umedpt doctor --quiet", "Only what is wrong")]),
    VerbSpecification(
      name: "train", summary: "Train one model on all tasks: today's way", details: ["Reads a settings file."],
      positionals: [PositionalSpecification("CONFIG.yaml", help: "Run settings")],
      flags: [
        FlagSpecification("out", short: .o, value: .init("DIR", .folder), help: "Folder of runs"),
        FlagSpecification("only", value: .init("TASK"), isRepeatable: true, help: "Train this task alone"),
        FlagSpecification(
          "device", value: .init("DEVICE", .choices(["auto", "cpu", "cuda"])), help: "Where to compute"),
        FlagSpecification("resume", help: "Continue [the last run]"),
        FlagSpecification("verbose", short: .v, help: "All scores"),
      ], allowsOverrides: true,
      examples: [
        .init("umedpt train Examples/a.yaml", "Train"), .init("umedpt train Examples/a.yaml --resume", "Continue"),
      ]),
    VerbSpecification(
      name: "check", summary: "Check data sets",
      positionals: [PositionalSpecification("TASK.yaml", .atLeastOne, help: "Task descriptions")],
      examples: [.init("umedpt check a.yaml", "Check one"), .init("umedpt check a.yaml b.yaml", "Check two")]),
    VerbSpecification(
      name: "completion", summary: "Print a completion script",
      positionals: [PositionalSpecification("SHELL", kind: .choices(["bash", "zsh", "fish"]), help: "Shell")],
      examples: [.init("umedpt completion bash", "For bash"), .init("umedpt completion fish", "For fish")]),
  ], notes: ["Research use only."])

/// The text of the usage error that arguments lead to; nil if they are good.
func usageProblem(_ arguments: String...) -> String? {
  do throws(UsageError) {
    _ = try sampleCommand.parse(arguments)
    return nil
  } catch {
    return error.description
  }
}

func parsed(_ arguments: String...) throws -> ParsedCommand {
  switch try sampleCommand.parse(arguments) {
  case .run(let command): return command
  case .show(let text): throw UsageError("showed \(text)")
  }
}
