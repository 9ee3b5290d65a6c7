import Testing

@testable import Settings

@Suite struct ArgumentParserTests {
  @Test func flagsPositionalsAndOverridesAreTold() throws {
    let command = try parsed(
      "train", "--out", "runs dir", "a.yaml", "--only=x", "--only", "y", "--resume", "training.steps=3",
      "tasks[0].batch=2", "-v")
    #expect(command.verb == "train")
    #expect(command.positionals == ["a.yaml"])
    #expect(command.value(of: "out") == "runs dir")
    #expect(command.values(of: "only") == ["x", "y"])
    #expect(command.isSet("resume") && command.isSet("verbose") && !command.isSet("quiet"))
    #expect(command.value(of: "device") == nil)
    #expect(command.overrides == ["training.steps=3", "tasks[0].batch=2"])
  }

  @Test func pathsWithSignsAndArgumentsAfterTwoHyphensAreNoOverridesOrFlags() throws {
    #expect(try parsed("train", "./a=b.yaml").positionals == ["./a=b.yaml"])
    #expect(try parsed("train", "--", "--odd=name.yaml").positionals == ["--odd=name.yaml"])
    #expect(try parsed("check", "a=b").positionals == ["a=b"])
    #expect(try parsed("check", "-").positionals == ["-"])
    #expect(try parsed("train", "a", "--only=x=y").values(of: "only") == ["x=y"])
    #expect(try parsed("train", "a", "-o", "-1").value(of: "out") == "-1")
  }

  @Test(arguments: [
    (
      ["trian"], "trian: unknown verb; did you mean train? Allowed: doctor, train, check, completion; see umedpt --help"
    ),
    (["zzz"], "zzz: unknown verb. Allowed: doctor, train, check, completion; see umedpt --help"),
    (["--out", "x"], "--out: flags follow the verb: umedpt VERB --out; see umedpt --help"),
    (
      ["doctor", "--quite"],
      "--quite: unknown flag of doctor; did you mean --quiet? Allowed: -q, --quiet, -h, --help"
    ),
    (
      ["train", "a", "-out=x"],
      "-out: unknown flag of train; did you mean --out? Allowed: -o, --out, --only, --device, --resume, -v, --verbose, -q, --quiet, -h, --help"
    ),
    (["check", "a", "-v"], "-v: unknown flag of check. Allowed: -q, --quiet, -h, --help"),
    (["train", "a", "--out"], "--out: needs a value; write --out DIR"),
    (["train", "a", "--out", "--resume"], "--out: needs a value; write --out DIR"),
    (["train", "a", "--out="], "--out: found an empty value; write --out DIR"),
    (["train", "a", "--resume=yes"], "--resume: takes no value; write --resume alone"),
    (["train", "a", "--out", "x", "-o", "y"], "-o: given twice; it is allowed once; remove one of them"),
    (
      ["train", "a", "--device", "cdua"], "--device: found cdua; one of auto, cpu, cuda is expected; did you mean cuda?"
    ),
    (["train", "k=1"], "CONFIG.yaml is missing (Run settings); see umedpt train --help"),
    (["train", "a", "b"], "b: unexpected; train takes CONFIG.yaml; see umedpt train --help"),
    (["doctor", "b"], "b: unexpected; doctor takes no arguments; see umedpt doctor --help"),
    (["check"], "TASK.yaml is missing (Task descriptions); see umedpt check --help"),
    (
      ["help", "trian"],
      "trian: unknown verb; did you mean train? Allowed: doctor, train, check, completion; see umedpt --help"
    ),
  ]) func mistakesNameWhatIsAllowed(arguments: [String], message: String) {
    let error = #expect(throws: UsageError.self) { try sampleCommand.parse(arguments) }
    #expect(error?.description == message)
    #expect(error?.exitCode == .usage)
  }

  @Test func numbersOfFlagsAreChecked() throws {
    let command = try parsed("train", "a", "--only", "12", "--out", "0.5")
    #expect(try command.integer(of: "only", in: 1...20) == 12)
    #expect(try command.double(of: "out", in: 0...1) == 0.5)
    #expect(try command.integer(of: "device") == nil)
    let error = #expect(throws: UsageError.self) { try command.integer(of: "only", in: 1...9) }
    #expect(error?.description == "--only: found 12; a whole number from 1 to 9 is expected")
    #expect(throws: UsageError.self) { try command.integer(of: "out") }
  }

  @Test func helpAndVersionAreShown() throws {
    for arguments in [[], ["--help"], ["-h"], ["help"]] {
      guard case .show(let text) = try sampleCommand.parse(arguments) else { return #expect(Bool(false)) }
      #expect(text == sampleCommand.help)
    }
    guard case .show(let version) = try sampleCommand.parse(["--version"]) else { return #expect(Bool(false)) }
    #expect(version == "umedpt 0.1.0\n")
    for arguments in [["train", "--help"], ["help", "train"], ["train", "x", "y", "-h"]] {
      guard case .show(let text) = try sampleCommand.parse(arguments) else { return #expect(Bool(false)) }
      #expect(text == sampleCommand.help(for: sampleCommand.verbs[1]))
    }
  }

  @Test func exitCodesAreThePublishedOnes() {
    #expect(ExitCode.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5, 75, 130])
    #expect(SettingsError([]).exitCode.rawValue == 2)
  }
}
