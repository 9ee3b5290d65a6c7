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
    let found = try #require(try output(of: "bash", ["--norc"], script))
    #expect(found.split(separator: "\n").map(String.init).sorted() == expected)
  }

  @Test(arguments: [
    ("umedpt tr", ["train"]), ("umedpt train --re", ["--resume"]), ("umedpt train --device c", ["cpu", "cuda"]),
    ("umedpt completion z", ["zsh"]), ("umedpt train /dev/nul", ["/dev/null"]),
  ]) func fishCompletes(line: String, expected: [String]) throws {
    let script = sampleCommand.completionScript(.fish) + "complete -C '\(line)'\n"
    guard let found = try output(of: "fish", ["--no-config"], script) else { return }
    let words = found.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
    #expect(words.sorted() == expected)
  }

  /// zsh completes only in a terminal, so its grammar is checked and every generated argument specification counted.
  @Test func zshReadsItsScript() throws {
    let script = sampleCommand.completionScript(.zsh)
    #expect(script.hasPrefix("#compdef umedpt\n"))
    #expect(script.contains("'train:Train one model on all tasks\\: today'\\''s way'"))
    #expect(script.contains("'(-o --out)'{-o,--out=}'[Folder of runs]:DIR:_files -/'"))
    #expect(script.contains("'(--resume)--resume''[Continue \\[the last run\\]]'"))
    let check = "compdef() { print -r -- \"$1 $2\" }\n" + script
    guard let found = try output(of: "zsh", ["-f"], check) else { return }
    #expect(found == "_umedpt umedpt\n")
  }

  /// Output of a shell that reads `script` from stdin; nil (with a message) if the shell is not installed.
  private func output(of shell: String, _ arguments: [String], _ script: String) throws -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/bin").split(separator: ":")
    let path = folders.map { "\($0)/\(shell)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let path else {
      FileHandle.standardError.write(Data("skipped: \(shell) is not installed\n".utf8))
      return nil
    }
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
