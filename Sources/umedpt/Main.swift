import Foundation
import Settings

/// Parses the command line, runs one verb, and turns its error into an exit code.
@main
enum Main {
  static let version = "0.1.0"

  static let specification = CommandSpecification(
    name: "umedpt", version: version,
    summary: "Trains one model on many small biomedical data sets of different label types at once.",
    verbs: verbs.map { $0.specification },
    notes: ["Not for diagnostic use."])

  private static let verbs: [any Verb.Type] = [
    DoctorVerb.self, DemoVerb.self, InspectVerb.self, ImportVerb.self, CheckVerb.self, SplitVerb.self,
    PreviewVerb.self, TrainVerb.self, EvalVerb.self, CompletionVerb.self,
  ]

  static func main() {
    Output.fillsClosedStreams()
    Output.survivesClosedPipes()
    let arguments = Array(CommandLine.arguments.dropFirst())
    if let probe = LibraryProbe(arguments: arguments) { exit(probe.answer()) }
    do {
      switch try specification.parse(arguments) {
      case .show(let text): Output.write(text)
      case .run(let command): exit(try run(command).rawValue)
      }
    } catch {
      Output.message("umedpt: \(Failure.text(of: error))")
      exit(Failure.exitCode(of: error).rawValue)
    }
  }

  private static func run(_ command: ParsedCommand) throws -> ExitCode {
    guard let verb = verbs.first(where: { $0.specification.name == command.verb }) else {
      preconditionFailure("\(command.verb) is specified but cannot be run")
    }
    return try verb.run(command)
  }
}

/// One verb: its place in the help, and what it does.
protocol Verb: SendableMetatype {
  static var specification: VerbSpecification { get }
  static func run(_ command: ParsedCommand) throws -> ExitCode
}
