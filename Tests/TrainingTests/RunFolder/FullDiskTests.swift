import Foundation
import GoldenArrays
import SafeTensors
import Settings
import Testing

@testable import Training

/// A file system of 5 MB in memory.
enum SmallDisk {
  /// Only root may mount one, and not everywhere.
  static let isPossible = (try? with { _ in }) ?? false

  /// Calls `body` with its folder.
  /// - Returns: false where it cannot be mounted.
  static func with(_ body: (TemporaryFolder) throws -> Void) throws -> Bool {
    let disk = try TemporaryFolder()
    guard let mount = program("mount"), let unmount = program("umount"), getuid() == 0,
      try run(mount, ["-t", "tmpfs", "-o", "size=5m", "tmpfs", disk.path]) == 0
    else { return false }
    defer { _ = try? run(unmount, [disk.path]) }
    try body(disk)
    return true
  }
}

/// Case O14: the disk is full.
@Suite(.serialized, .enabled(if: SmallDisk.isPossible, "needs root and the right to mount a tmpfs"))
struct FullDiskTests {
  private func withSmallDisk(_ body: (TemporaryFolder) throws -> Void) throws {
    let isMounted = try SmallDisk.with(body)
    #expect(isMounted)
  }

  private func file(_ megabytes: Int, isDeclared: Bool) -> CheckpointFile {
    let bytes = [UInt8](repeating: 7, count: megabytes << 20)
    return CheckpointFile("model.safetensors", byteCount: isDeclared ? bytes.count : 0) { path in
      // In the way of a foreign writer, whose error says nothing of a full disk.
      guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
      else { throw ForeignError() }
      defer { try? file.close() }
      do {
        for start in stride(from: 0, to: bytes.count, by: 4096) {
          try file.write(contentsOf: bytes[start..<start + 4096])
        }
      } catch {
        throw ForeignError()
      }
    }
  }

  private struct ForeignError: Error {}

  @Test(arguments: [true, false]) func thePreviousCheckpointSurvives(isDeclared: Bool) throws {
    try withSmallDisk { disk in
      let folder = try CheckpointFolder(disk.path + "/checkpoints", keep: 3)
      try folder.write(step: 1, files: [file(2, isDeclared: isDeclared)])
      let error = #expect(throws: ResourceError.self) {
        try folder.write(step: 2, files: [file(4, isDeclared: isDeclared)])
      }
      #expect(error?.exitCode.rawValue == 5)
      let message = error?.description ?? ""
      #expect(message.hasPrefix("\(disk.path)/checkpoints: disk full: at least "), "\(message)")
      if isDeclared { #expect(message.contains("at least 4.2 MB needed, 3.1 MB free"), "\(message)") }
      #expect(message.contains("the checkpoint step-1 is intact"))
      #expect(disk.names("checkpoints") == ["last", "step-1"])
      #expect(try folder.resumePoint()?.step == 1)
      try folder.write(step: 3, files: [file(1, isDeclared: isDeclared)])
      #expect(try folder.resumePoint()?.step == 3)
    }
  }

  /// The writer of the weights removes its own part before it throws, so the disk is no longer full when it is asked.
  @Test func theWeightsOwnWriterIsUnderstood() throws {
    try withSmallDisk { disk in
      let folder = try CheckpointFolder(disk.path + "/checkpoints", keep: 3)
      try folder.write(step: 1, files: [file(1, isDeclared: true)])
      let tensor = SafeTensorsTensor(name: "shared.weight", type: .uint8, shape: [5 << 20]) { body in
        try [UInt8](repeating: 1, count: 5 << 20).withUnsafeBytes(body)
      }
      let weights = CheckpointFile("model.safetensors") { try SafeTensorsWriter.write(to: $0, tensors: [tensor]) }
      let error = #expect(throws: ResourceError.self) { try folder.write(step: 2, files: [weights]) }
      #expect(error?.description.contains("disk full") == true)
      #expect(disk.names("checkpoints") == ["last", "step-1"])
      #expect(try folder.resumePoint()?.step == 1)
    }
  }

  @Test func metricsAndRecordsReportAFullDiskAndTheLogOnlySaysIt() throws {
    try withSmallDisk { disk in
      let metrics = try MetricsLog(disk.path + "/metrics.jsonl")
      let said = Collected()
      let console = Console(isTerminal: false, environment: [:]) { said.append($0) }
      let log = try RunLog(disk.path + "/log.txt", console: console)
      try disk.write("old", "run.json")
      try? Data(count: 6 << 20).write(to: URL(fileURLWithPath: disk.path + "/filler"))
      if let filler = FileHandle(forWritingAtPath: disk.path + "/filler") {
        while (try? filler.write(contentsOf: [UInt8](repeating: 1, count: 4096))) != nil {}
      }
      let error = #expect(throws: ResourceError.self) {
        for step in 0..<100 { try metrics.record(step: step, split: "train", name: "loss_sum", value: 1) }
      }
      #expect(error?.description.contains("metrics.jsonl: disk full") == true)
      #expect(throws: ResourceError.self) { try DurableFile.replace(disk.path + "/run.json", with: "new") }
      #expect(try disk.text("run.json") == "old")
      for _ in 0..<100 { log.information("hello") }
      #expect(said.pieces.count { $0.contains("log.txt: disk full") } == 1)
      #expect(!disk.names().contains("run.json.tmp"))
    }
  }
}
