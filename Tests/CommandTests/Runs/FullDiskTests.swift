import Foundation
import GoldenArrays
import Testing

/// O14: the disk fills while a checkpoint is written.
@Suite(.enabled(if: SmallDisk.isPossible, "needs root and the right to mount a tmpfs")) struct FullDiskTests {
  @Test func theEarlierCheckpointSurvives() throws {
    let data = try TinyData()
    let command = BuiltCommand(data.folder)
    let task = try data.classification("shades", .init(train: 6, test: 2))
    let config = try data.run([task], steps: 2, more: ["checkpoint: {every_steps: 1, keep: 2}"])
    // A run on the usual disk tells how large a checkpoint is.
    #expect(try command.run("train", config).code == 0)
    let size = try checkpointBytes(#require(data.runs.first) + "/checkpoints/step-1")

    // Room for one checkpoint, and 5 MB.
    let disk = try #require(try SmallDisk(at: data.folder.path("disk"), bytes: size + 5_000_000))
    defer { disk.unmount() }
    let earlier = try data.earlier(in: "disk")
    let result = try command.run("train", config, "--out", "disk")
    #expect(result.code == 5)
    #expect(result.stderr.contains("disk full") && result.stderr.contains("the checkpoint step-1 is intact"))
    #expect(result.stderr.contains("--resume"))
    #expect(earlier.changed() == [])

    let run = try #require(
      FileManager.default.contentsOfDirectory(atPath: disk.path).first {
        $0.hasPrefix("tiny-") && $0 != TinyData.earlierRun
      })
    #expect(result.stdout == "disk/\(run)\n")
    let checkpoints = try FileManager.default.contentsOfDirectory(atPath: "\(disk.path)/\(run)/checkpoints")
    #expect(Set(checkpoints).isSubset(of: ["step-1", "last", "best"]))
    let score = try command.run("eval", "disk/\(run)", "--out", "scores")
    #expect(score.code == 0)
    #expect(try json(of: data.folder.path("scores/summary.json"))["step"] as? Int == 1)
  }

  private func checkpointBytes(_ folder: String) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: folder).reduce(0) { sum, name in
      // Whole pages, as a memory disk counts them.
      let size = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")[.size] as? Int ?? 0
      return sum + (size + 4095) / 4096 * 4096
    }
  }
}

/// A disk in memory of a given size.
struct SmallDisk {
  let path: String

  /// Only root may mount one, and not everywhere.
  static let isPossible: Bool = {
    guard let folder = try? TemporaryFolder() else { return false }
    defer { withExtendedLifetime(folder) {} }
    guard let disk = try? SmallDisk(at: folder.path("disk"), bytes: 1 << 20) else { return false }
    disk.unmount()
    return true
  }()

  /// nil where nothing may be mounted.
  init?(at path: String, bytes: Int) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard getuid() == 0, Self.call("mount", ["-t", "tmpfs", "-o", "size=\(bytes)", "tmpfs", path]) == 0 else {
      return nil
    }
    self.path = path
  }

  func unmount() { _ = Self.call("umount", ["-l", path]) }

  private static func call(_ program: String, _ arguments: [String]) -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return -1 }
    process.waitUntilExit()
    return process.terminationStatus
  }
}
