import Foundation
import Testing

@testable import Settings

/// Each script is sourced by its own shell and asked for completions.
@Suite struct ShellCompletionTests {
  @Test(arguments: [
    (["umedpt", "tr"], ["train"]), (["umedpt", "--v"], ["--version"]), (["umedpt", "train", "--re"], ["--resume"]),
    (["umedpt", "train", "--device", "c"], ["cpu", "cuda"]), (["umedpt", "train", "--device", "=", "a"], ["auto"]),
    (["umedpt", "completion", "z"], ["zsh"]), (["umedpt", "doctor", "x"], []),
    (["umedpt", "train", "-o", "/dev/sh"], ["/dev/shm"]), (["umedpt", "train", "/dev/nul"], ["/dev/null"]),
  ]) func bashCompletes(words: [String], expected: [String]) throws {
    let quoted = words.map { "'\($0)'" }.joined(separator: " ")
    let script =
      sampleCommand.completionScript(.bash)
      + "COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count - 1); _umedpt; printf '%s\\n' \"${COMPREPLY[@]}\"\n"
    let found = try output(of: "bash", ["--norc"], script)
    #expect(found.split(separator: "\n").map(String.init).sorted() == expected)
  }

  @Test(
    .enabled(if: isInstalled("fish"), "needs fish"),
    arguments: [
      ("umedpt tr", ["train"]), ("umedpt train --re", ["--resume"]), ("umedpt train --device c", ["cpu", "cuda"]),
      ("umedpt completion z", ["zsh"]), ("umedpt train /dev/nul", ["/dev/null"]),
    ]) func fishCompletes(line: String, expected: [String]) throws
  {
    let script = sampleCommand.completionScript(.fish) + "complete -C '\(line)'\n"
    let found = try output(of: "fish", ["--no-config"], script)
    let words = found.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
    #expect(words.sorted() == expected)
  }

  @Test func zshGetsEveryArgument() {
    let script = sampleCommand.completionScript(.zsh)
    #expect(script.hasPrefix("#compdef umedpt\n"))
    #expect(script.contains("'train:Train one model on all tasks\\: today'\\''s way'"))
    #expect(script.contains("'(-o --out)'{-o,--out=}'[Folder of runs]:DIR:_files -/'"))
    #expect(script.contains("'(--resume)--resume''[Continue \\[the last run\\]]'"))
  }

  /// zsh completes only in a terminal, so its grammar is checked.
  @Test(.enabled(if: isInstalled("zsh"), "needs zsh")) func zshReadsItsScript() throws {
    let check = "compdef() { print -r -- \"$1 $2\" }\n" + sampleCommand.completionScript(.zsh)
    #expect(try output(of: "zsh", ["-f"], check) == "_umedpt umedpt\n")
  }

  private static func isInstalled(_ shell: String) -> Bool { path(of: shell) != nil }

  private static func path(of shell: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/bin").split(separator: ":")
    return folders.map { "\($0)/\(shell)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Output of a shell that reads `script` from stdin.
  private func output(of shell: String, _ arguments: [String], _ script: String) throws -> String {
    let path = try #require(Self.path(of: shell))
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("completion-\(UUID()).\(shell)")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(script.utf8).write(to: file)
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments + [file.path]
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self)
  }
}
