import Foundation
import GoldenArrays
import Settings
import Testing

@testable import Training

@Suite struct CheckpointFolderTests {
  private let temporary: TemporaryFolder
  private let path: String

  init() throws {
    temporary = try TemporaryFolder()
    path = temporary.path + "/checkpoints"
  }

  private func files(_ text: String = "weights") -> [CheckpointFile] {
    [CheckpointFile("model.safetensors", text: text), CheckpointFile("state.json", text: "{}")]
  }

  @Test func aCheckpointIsCompleteWithItsSums() throws {
    let folder = try CheckpointFolder(path, keep: 2)
    let written = try folder.write(step: 10, files: files(), isBest: true)
    #expect(written == path + "/step-10")
    #expect(temporary.names("checkpoints") == ["best", "last", "step-10"])
    #expect(temporary.names("checkpoints/step-10") == ["SHA256SUMS", "model.safetensors", "state.json"])
    #expect(try temporary.text("checkpoints/last") == "step-10\n")
    try CheckpointSums.verify(written)
  }

  @Test(.enabled(if: program("sh") != nil && program("sha256sum") != nil, "needs sh and sha256sum"))
  func sha256sumAcceptsTheSums() throws {
    let written = try CheckpointFolder(path, keep: 2).write(step: 10, files: files())
    let shell = try #require(program("sh"))
    #expect(try run(shell, ["-c", "cd '\(written)' && sha256sum --check --strict SHA256SUMS"]) == 0)
  }

  @Test func theNewestAndTheBestStay() throws {
    let folder = try CheckpointFolder(path, keep: 2)
    for step in [2, 4, 6, 8, 10] { try folder.write(step: step, files: files("\(step)"), isBest: step == 4) }
    #expect(folder.steps() == [4, 8, 10])
    #expect(try folder.last() == 10 && folder.best() == 4)
    try folder.write(step: 100, files: files(), isBest: true)
    #expect(folder.steps() == [10, 100])
    #expect(temporary.names("checkpoints") == ["best", "last", "step-10", "step-100"])
  }

  @Test func aFailedWriterLeavesThePreviousCheckpoint() throws {
    struct Failure: Error {}
    let folder = try CheckpointFolder(path, keep: 1)
    try folder.write(step: 1, files: files())
    let broken = files() + [CheckpointFile("optimizer.safetensors") { _ in throw Failure() }]
    #expect(throws: Failure.self) { try folder.write(step: 2, files: broken) }
    #expect(temporary.names("checkpoints") == ["last", "step-1"])
    #expect(try folder.resumePoint()?.step == 1)
  }

  @Test func aStepMayBeWrittenAgain() throws {
    let folder = try CheckpointFolder(path, keep: 3)
    try folder.write(step: 5, files: files("old") + [CheckpointFile("extra.json", text: "{}")])
    try folder.write(step: 5, files: files("new"))
    #expect(try temporary.text("checkpoints/step-5/model.safetensors") == "new")
    #expect(temporary.names("checkpoints/step-5") == ["SHA256SUMS", "model.safetensors", "state.json"])
    #expect(temporary.names("checkpoints") == ["last", "step-5"])
    try CheckpointSums.verify(folder.folder(of: 5))
  }

  @Test func everyDamageIsNamed() throws {
    let folder = try CheckpointFolder(path, keep: 3)
    try folder.write(step: 1, files: files("one"))
    try folder.write(step: 2, files: files("two"))
    try temporary.write("tw0", "checkpoints/step-2/model.safetensors")
    let error = #expect(throws: RunFolderError.self) { try folder.resumePoint() }
    let damaged = "\(path)/step-2/model.safetensors: damaged: its bytes differ from those of SHA256SUMS"
    #expect(error?.description == "\(damaged); to continue from step-1, write that name into \(path)/last")
    let chosen = #expect(throws: RunFolderError.self) { try CheckpointChoice.folder(for: path) }
    #expect(chosen?.description == "\(damaged); \(path)/step-1 is whole, so give it")
    unlink("\(path)/step-2/model.safetensors")
    let missing = #expect(throws: RunFolderError.self) { try CheckpointSums.verify("\(path)/step-2") }
    #expect(missing?.description.contains("step-2/model.safetensors: missing") == true)
    unlink("\(path)/step-2/SHA256SUMS")
    let incomplete = #expect(throws: RunFolderError.self) { try CheckpointSums.verify("\(path)/step-2") }
    #expect(incomplete?.description == "\(path)/step-2: incomplete: no SHA256SUMS, which is written last")
    #expect(folder.steps() == [1])
    try temporary.write("step-1", "checkpoints/last")
    #expect(try folder.resumePoint()?.step == 1)
  }

  @Test(arguments: [
    "", "x\n", "0123  model\n", String(repeating: "0", count: 64) + "  ../lock\n",
    String(repeating: "0", count: 64) + "  \n", String(repeating: "z", count: 64) + "  state.json\n",
    String(repeating: "0", count: 64) + " state.json\n",
  ]) func hostileSumsAreRefused(text: String) throws {
    let folder = try CheckpointFolder(path, keep: 1)
    try folder.write(step: 1, files: files())
    try temporary.write(text, "checkpoints/step-1/SHA256SUMS")
    #expect(throws: RunFolderError.self) { try CheckpointSums.verify("\(path)/step-1") }
  }

  @Test(arguments: ["step-x", "../other", "step-01", "", "step--1/.."]) func hostilePointersAreRefused(text: String)
    throws
  {
    let folder = try CheckpointFolder(path, keep: 1)
    try temporary.write(text, "checkpoints/last")
    #expect(throws: RunFolderError.self) { try folder.resumePoint() }
  }

  @Test func remainsOfAKilledProcessAreCleared() throws {
    try CheckpointFolder(path, keep: 2).write(step: 1, files: files())
    let manager = FileManager.default
    try manager.copyItem(atPath: "\(path)/step-1", toPath: "\(path)/.step-2.tmp")
    try manager.copyItem(atPath: "\(path)/step-1", toPath: "\(path)/.step-1.replaced")
    try manager.moveItem(atPath: "\(path)/step-1", toPath: "\(path)/.step-3.replaced")
    try temporary.write("st", "checkpoints/last.tmp")
    let folder = try CheckpointFolder(path, keep: 2)
    #expect(temporary.names("checkpoints") == ["last", "step-1", "step-3"])
    #expect(folder.steps() == [1, 3])
  }

  @Test func withoutACheckpointThereIsNoResumePoint() throws {
    #expect(try CheckpointFolder(path, keep: 1).resumePoint() == nil)
  }

  @Test func aPathOfARunOrACheckpointFindsItsFolder() throws {
    let folder = try CheckpointFolder(path, keep: 2)
    #expect(throws: RunFolderError.self) { try CheckpointChoice.folder(for: temporary.path) }
    try folder.write(step: 1, files: files(), isBest: true)
    try folder.write(step: 2, files: files())
    #expect(try CheckpointChoice.folder(for: temporary.path) == path + "/step-1")
    #expect(try CheckpointChoice.folder(for: path) == path + "/step-1")
    #expect(try CheckpointChoice.folder(for: path + "/step-2") == path + "/step-2")
    unlink(path + "/best")
    #expect(try CheckpointChoice.folder(for: temporary.path) == path + "/step-2")
    let error = #expect(throws: RunFolderError.self) { try CheckpointChoice.folder(for: "/nowhere") }
    #expect(error?.exitCode == .usage)
  }

  @Test func digestsAreTheStandards() throws {
    let million = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    let digest = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    #expect(try Sha256.hex(of: million) == digest)
    try Data(million + million.prefix(100_000)).write(to: URL(fileURLWithPath: temporary.path + "/a"))
    #expect(try Sha256.hex(ofFile: temporary.path + "/a") == Sha256.hex(of: million + million.prefix(100_000)))
    #expect(throws: RunFolderError.self) { try Sha256.hex(ofFile: temporary.path + "/none") }
  }
}
