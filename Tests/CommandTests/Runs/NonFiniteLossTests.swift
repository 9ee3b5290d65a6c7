import Foundation
import Testing
import Training

/// A loss that is no number, through the command.
@Suite struct NonFiniteLossTests {
  @Test func itEndsTheRunAndLeavesItsCheckpoints() throws {
    let data = try TinyData()
    let command = BuiltCommand(data.folder)
    let config = try data.run([data.classification()])
    #expect(try command.run("train", config).code == 0)
    let run = try #require(data.runs.first)
    try spoil("heads.shades.linear.bias", of: run + "/checkpoints/step-2")
    let checkpoints = try KeptFiles(run + "/checkpoints")

    let failed = try command.run("train", config, "--resume", "training.steps=4")
    #expect(failed.code == 1 && !failed.wasSignalled, "\(failed.stderr)")
    #expect(failed.stdout == run.relative(to: data) + "\n")
    // Which task, at which step, and which samples.
    let told = "umedpt: task shades, step 2: the loss is no number (NaN). Samples: train"
    #expect(failed.stderr.contains(told), "\(failed.stderr)")
    #expect(failed.stderr.contains("begin another run with a lower optimizer.learning_rate, from the last "))
    #expect(try checkpoints.changed() == [] && checkpoints.added() == [])
  }

  /// Makes the first number of a tensor none, as a faulty memory may, in a checkpoint that is whole otherwise.
  private func spoil(_ key: String, of checkpoint: String) throws {
    let file = URL(fileURLWithPath: checkpoint + "/model.safetensors")
    var bytes = Array(try Data(contentsOf: file))
    let header = 8 + bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let entries = try json(String(decoding: bytes[8..<header], as: UTF8.self))
    let offsets = try #require((entries[key] as? [String: Any])?["data_offsets"] as? [Int])
    let start = header + offsets[0]
    bytes.replaceSubrange(start..<start + 4, with: [0, 0, 0xC0, 0x7F])
    try Data(bytes).write(to: file)
    let sums = try text(of: checkpoint + "/SHA256SUMS").split(separator: "\n").map { line in
      line.hasSuffix("  model.safetensors") ? "\(try Sha256.hex(of: bytes))  model.safetensors" : String(line)
    }
    let lines = sums.joined(separator: "\n") + "\n"
    try lines.write(toFile: checkpoint + "/SHA256SUMS", atomically: true, encoding: .utf8)
  }
}
