import Foundation
import Settings

/// Parses the command line, runs one verb, and turns its error into an exit code.
@main
enum Main {
  static let version = "0.1.0"

  static let specification = CommandSpecification(
    name: "umedpt", version: version,
    summary: "Trains one model on many small biomedical data sets of different label types, and transfers it to yours.",
    verbs: verbs.map { $0.specification },
    notes: ["Not for diagnostic use."])

  private static let verbs: [any Verb.Type] = [TrainVerb.self]

  static func main() {
    do {
      switch try specification.parse(Array(CommandLine.arguments.dropFirst())) {
      case .show(let text): print(text, terminator: "")
      case .run(let command):
        guard let verb = verbs.first(where: { $0.specification.name == command.verb }) else {
          preconditionFailure("\(command.verb) is specified but cannot be run")
        }
        exit(try verb.run(command).rawValue)
      }
    } catch {
      FileHandle.standardError.write(Data("umedpt: \(error)\n".utf8))
      exit(((error as? any ExitCodeError)?.exitCode ?? .runFailed).rawValue)
    }
  }
}

/// One verb: its place in the help, and what it does.
protocol Verb: SendableMetatype {
  static var specification: VerbSpecification { get }
  static func run(_ command: ParsedCommand) throws -> ExitCode
}
