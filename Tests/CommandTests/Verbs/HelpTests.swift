import Foundation
import GoldenArrays
import Testing

@Suite struct HelpTests {
  private static let verbs = [
    "doctor", "demo", "inspect", "import", "check", "split", "preview", "train", "eval", "completion",
  ]

  /// `UMEDPT_WRITE_SNAPSHOTS=1` writes them anew.
  @Test(arguments: [[]] + verbs.map { [$0] }) func helpIsAsWritten(verb: [String]) throws {
    let command = BuiltCommand(try TemporaryFolder())
    let result = try command.run(verb + ["--help"])
    #expect(result.code == 0)
    #expect(result.stderr.isEmpty)
    let path = Self.folder + "/help\(verb.map { "-" + $0 }.joined()).txt"
    if ProcessInfo.processInfo.environment["UMEDPT_WRITE_SNAPSHOTS"] == "1" {
      try FileManager.default.createDirectory(atPath: Self.folder, withIntermediateDirectories: true)
      try result.stdout.write(toFile: path, atomically: true, encoding: .utf8)
    }
    #expect(result.stdout == (try text(of: path)))
  }

  @Test func onlyVerbsThatExistAreListed() throws {
    let help = try BuiltCommand(TemporaryFolder()).run("--help").stdout
    let later = ["embed", "finetune", "predict", "bench", "compare", "serve"]
    let listed = help.split(separator: "\n").filter { $0.hasPrefix("  ") }.map { $0.split(separator: " ")[0] }
    for verb in later { #expect(!listed.contains(Substring(verb))) }
    for verb in Self.verbs { #expect(listed.contains(Substring(verb))) }
  }

  @Test(arguments: [
    (["trian", "x.yaml"], "trian: unknown verb; did you mean train?"),
    (["train", "x.yaml", "--resme"], "--resme: unknown flag of train; did you mean --resume?"),
    (
      ["eval", "x", "--split", "tset"],
      "--split: found tset; one of train, validation, test is expected; did you mean test?"
    ),
    (["train"], "CONFIG.yaml is missing"),
    (["train", "none.yaml"], "none.yaml: no such file"),
    (["train", "x.yaml", "--device", "gpu"], "x.yaml: no such file"),
    (["eval", "nowhere"], "nowhere: no such run or checkpoint folder"),
    (["completion", "zhs"], "SHELL: found zhs; one of bash, zsh, fish is expected; did you mean zsh?"),
  ]) func mistakesExitWithTwoAndTheNearestName(arguments: [String], message: String) throws {
    let result = try BuiltCommand(TemporaryFolder()).run(arguments)
    #expect(result.code == 2)
    #expect(result.stdout.isEmpty)
    #expect(result.stderr.hasPrefix("umedpt: " + message))
  }

  @Test func versionIsOneLine() throws {
    let result = try BuiltCommand(TemporaryFolder()).run("--version")
    #expect(result.code == 0)
    #expect(result.stdout.hasPrefix("umedpt ") && result.stdout.filter { $0 == "\n" }.count == 1)
  }

  @Test(arguments: ["bash", "zsh", "fish"]) func completionNamesEveryVerb(shell: String) throws {
    let result = try BuiltCommand(TemporaryFolder()).run("completion", shell)
    #expect(result.code == 0)
    #expect(result.stderr.isEmpty)
    for verb in Self.verbs { #expect(result.stdout.contains(verb)) }
    #expect(result.stdout.contains("split"))
  }

  private static var folder: String {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return tests.deletingLastPathComponent().path + "/Golden/command"
  }
}
