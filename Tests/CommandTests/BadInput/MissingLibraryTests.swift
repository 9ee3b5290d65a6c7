import Foundation
import GoldenArrays
import Testing

/// The command copied into a folder where one of its libraries is missing.
@Suite struct MissingLibraryTests {
  private let data: TinyData
  private let bin: TemporaryFolder
  private let earlier: KeptFiles

  init() throws {
    data = try TinyData()
    earlier = try data.earlier()
    bin = try TemporaryFolder()
  }

  /// The command beside the libraries that are named.
  private func command(with libraries: [String]) throws -> BuiltCommand {
    try FileManager.default.copyItem(atPath: BuiltCommand.built, toPath: bin.path("umedpt"))
    for library in libraries {
      let file = "lib\(library).so"
      try FileManager.default.createSymbolicLink(
        atPath: bin.path(file), withDestinationPath: BuiltCommand.buildFolder + "/" + file)
    }
    return BuiltCommand(data.folder, executable: bin.path("umedpt"))
  }

  @Test func withoutLibtorchAllButTrainingWorks() throws {
    let command = try command(with: ["CImagingLibrary"])
    let task = try data.classification()
    #expect(try command.run("--help").code == 0)
    #expect(try command.run("train", "--help").code == 0)
    #expect(try command.run("check", task).code == 0)

    let doctor = try command.run("doctor")
    #expect(doctor.code == 5)
    #expect(doctor.stdout.contains("missing: cannot open libCTorchLibrary.so"))
    #expect(doctor.stdout.contains("make setup"))
    #expect(doctor.stdout.contains("OpenCV"))
    #expect(doctor.stderr.isEmpty)

    try command.expectRefused(
      ["train", data.run([task])], code: 5,
      ["umedpt: cannot open libCTorchLibrary.so: ", "Run `umedpt doctor`; `make setup` installs it."],
      keeping: earlier)
  }

  @Test func aMissingImagingLibraryIsNoVerdictOnFiles() throws {
    let command = try command(with: ["CTorchLibrary"])
    let task = try data.classification()
    let check = try command.run("check", task)
    #expect(check.code == 5)
    #expect(check.stdout.isEmpty)
    #expect(check.stderr.hasPrefix("umedpt: cannot open libCImagingLibrary.so: "))
    try command.expectRefused(
      ["train", data.run([task])], code: 5, ["umedpt: cannot open libCImagingLibrary.so: "], keeping: earlier)
    #expect(try command.run("doctor").code == 5)
    // The same cache, now with the library: nothing bad was kept.
    #expect(try BuiltCommand(data.folder).run("check", task).code == 0)
  }

  /// Files whose verdicts are kept are not opened before the first step.
  @Test func aMissingImagingLibraryLeavesNoRun() throws {
    let task = try data.classification()
    #expect(try BuiltCommand(data.folder).run("check", task).code == 0)
    try command(with: ["CTorchLibrary"]).expectRefused(
      ["train", data.run([task])], code: 5, ["umedpt: cannot open libCImagingLibrary.so: "], keeping: earlier)
  }

  @Test(.enabled(if: compiler != nil, "needs a C compiler in /usr/bin"))
  func aLibraryThatKillsItsOpenerDoesNotKillDoctor() throws {
    let command = try command(with: ["CImagingLibrary"])
    let source = bin.path("deadly.c")
    // As an instruction does that this CPU lacks; a raised signal might be ignored.
    let code = "__attribute__((constructor)) static void die(void) { __builtin_trap(); }\n"
    try code.write(toFile: source, atomically: true, encoding: .utf8)
    try compile(source, to: bin.path("libCTorchLibrary.so"))
    let doctor = try command.run("doctor")
    #expect(doctor.code == 5)
    #expect(doctor.stdout.contains("missing: opening it ended the process (signal "))
    #expect(doctor.stdout.contains("OpenCV"))
  }

  private static let compiler = ["/usr/bin/cc", "/usr/bin/gcc", "/usr/bin/clang"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  private func compile(_ source: String, to library: String) throws {
    let compiler = try #require(Self.compiler)
    let process = try Process.run(
      URL(fileURLWithPath: compiler), arguments: ["-shared", "-fPIC", "-o", library, source])
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }
}
