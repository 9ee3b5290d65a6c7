import Foundation
import Settings

/// `umedpt doctor`.
enum DoctorVerb: Verb {
  static let specification = VerbSpecification(
    name: "doctor", summary: "say what is installed here and what to do about what is not",
    details: [
      "Exit code 0 if all that training needs is here, 5 if something is missing. It runs where libraries are missing."
    ],
    flags: [FlagSpecification("json", help: "one JSON document")],
    examples: [
      .init("umedpt doctor", "look around"), .init("umedpt doctor --json", "the same for a program"),
    ])

  static func run(_ command: ParsedCommand) throws -> ExitCode {
    let report = DoctorReport.make(version: Main.version, environment: ProcessInfo.processInfo.environment)
    if command.isSet("json") { try Output.json(report) } else { Output.write(report.text) }
    return report.isReady ? .success : .resources
  }
}
