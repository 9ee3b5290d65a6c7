import Foundation
import Testing

/// Outputs that take nothing more.
@Suite struct ClosedOutputTests {
  private let data: TinyData
  private let command: BuiltCommand
  private let shell: BuiltCommand

  init() throws {
    data = try TinyData()
    command = BuiltCommand(data.folder)
    shell = BuiltCommand(data.folder, executable: "/bin/sh")
  }

  /// Runs the command as a shell does, with redirections.
  private func run(_ line: String) throws -> BuiltCommand.Result {
    try shell.run(["-c", "umedpt() { '\(BuiltCommand.built)' \"$@\"; }\n" + line])
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func aFullStdoutIsSaid() throws {
    let task = try data.classification()
    for line in ["umedpt --help", "umedpt check \(task)", "umedpt check \(task) --json"] {
      let result = try run(line + " > /dev/full")
      #expect(result.code == 5 && !result.wasSignalled, "\(line)")
      #expect(result.stderr.contains("stdout: cannot be written"), "\(line)")
    }
    #expect(try run("umedpt check none.yaml 2> /dev/full").code == 3)
  }

  @Test func aClosedStdoutIsNoCrash() throws {
    let result = try run("umedpt --help >&-")
    #expect(result.code == 5 && !result.wasSignalled)
  }

  /// The numbers of closed streams go to no file of the run.
  @Test func whatIsPrintedComesIntoNoFileOfARun() throws {
    let config = try data.run([data.classification()], steps: 2)
    let result = try run("umedpt train \(config) <&- >&- 2>&-")
    #expect(result.code == 0 && !result.wasSignalled)
    let folder = try #require(data.runs.first)
    for line in try text(of: folder + "/metrics.jsonl").split(separator: "\n") {
      #expect(line.hasPrefix("{"), "\(line)")
    }
    #expect(try text(of: folder + "/lock").split(separator: "\n").count <= 1)
  }

  /// `umedpt train ... 2>&1 | head -1`: the run goes on when nobody reads along.
  @Test func aReaderThatLeavesDoesNotEndATraining() throws {
    let config = try data.run([data.classification()], steps: 12)
    let result = try run("(umedpt train \(config); echo $? > code) 2>&1 | head -1")
    #expect(result.stdout.split(separator: "\n").count == 1)
    // The run folder went nowhere, and nothing came after it.
    #expect(try text(of: data.folder.path("code")) == "0\n")
    let folder = try #require(data.runs.first)
    for file in ["checkpoints/step-12/SHA256SUMS", "report.html"] {
      #expect(FileManager.default.fileExists(atPath: "\(folder)/\(file)"), "\(file)")
    }
  }
}
