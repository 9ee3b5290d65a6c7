import Datasets
import Foundation
import GoldenArrays
import Settings
import Testing

@testable import Training

/// Runs whose files have changed, gone or moved before they go on.
@Suite struct ChangedDataTests {
  private let data: SmallData
  private let quarantine = "training.bad_files=quarantine"

  init() throws { data = try SmallData() }

  /// What `--resume` says; the folder is let go of.
  private func refusal(_ overrides: [String] = []) -> String {
    message { _ = try data.open(overrides, isResuming: true) }
  }

  /// The digest of the weights after a step.
  private func weights(_ run: String, step: Int) throws -> Substring {
    let sums = try String(contentsOfFile: "\(run)/checkpoints/step-\(step)/SHA256SUMS", encoding: .utf8)
    return try #require(sums.split(separator: "\n").first { $0.hasSuffix(" model.safetensors") }).prefix(64)
  }

  /// Three steps, one of six pictures being empty; then on to the sixth, and the run's folder.
  private func resumed(_ change: () throws -> Void) throws -> String {
    try data.folder.write("", "3.png")
    let path = try data.train([quarantine]).folder.path
    try change()
    let run = try data.open([quarantine, "training.steps=6"], isResuming: true)
    #expect(run.quarantined == 1 && run.folder.path == path)
    let isComplete = try run.train()
    #expect(isComplete)
    return path
  }

  /// Nobody misses a file that was put aside: the others come in the same order, bit by bit.
  @Test func aFileThatWasPutAsideMayGoOrBeMended() throws {
    let untouched = try resumed {}
    let wanted = try weights(untouched, step: 6)
    try FileManager.default.removeItem(atPath: untouched)
    let deleted = try resumed { try FileManager.default.removeItem(atPath: data.folder.path("3.png")) }
    #expect(try weights(deleted, step: 6) == wanted)
    #expect(try String(contentsOfFile: deleted + "/quarantine.csv", encoding: .utf8).contains("shades,s3,"))
    #expect(try RunRecord.read(deleted + "/run.json").quarantinedFiles == 1)
    try FileManager.default.removeItem(atPath: deleted)
    let mended = try resumed {
      try FileManager.default.removeItem(atPath: data.folder.path("3.png"))
      try FileManager.default.copyItem(atPath: data.folder.path("1.png"), toPath: data.folder.path("3.png"))
    }
    #expect(try weights(mended, step: 6) == wanted)
  }

  /// Without it the order of the others would be another.
  @Test(arguments: [true, false]) func aFileThatWasTrainedWithIsMissedByName(quarantines: Bool) throws {
    let overrides = quarantines ? [quarantine] : []
    if quarantines { try data.folder.write("", "3.png") }
    let run = try data.train(overrides).folder.path
    try FileManager.default.removeItem(atPath: data.folder.path("2.png"))
    let text = refusal(overrides + ["training.steps=4"])
    #expect(text.contains("\(data.folder.path)/2.png: the file does not exist"))
    #expect(text.contains("sample \"s2\"") && text.contains("bring"))
    #expect(text.contains("(cp -p, rsync -t), or start another run without --resume, from its weights with "))
    #expect(text.contains("model.weights=\(run)/checkpoints/step-3/model.safetensors"))
    // That key could not change any more.
    #expect(!text.contains("leave it out"))
    guard quarantines else { return }
    #expect(text.contains("(task shades, sample \"s2\"), and the run was trained with it"))
    #expect(text.contains("task shades have changed since the run began"))
    #expect(text.contains(": it began with 5 samples, and 4 can be read"))
    #expect(!text.contains("3.png"))
    #expect(try RunRecord.read(run + "/run.json").quarantinedFiles == 1)
  }

  /// What was put aside does not hide a label that was changed.
  @Test func aChangedLabelIsSeenBesideAFileThatWasPutAside() throws {
    try data.folder.write("", "3.png")
    _ = try data.train([quarantine]).folder.path
    try FileManager.default.removeItem(atPath: data.folder.path("3.png"))
    let table = try data.folder.text("samples.csv")
    try data.folder.write(table.replacing("s2,2.png,dark", with: "s2,2.png,bright"), "samples.csv")
    #expect(refusal([quarantine, "training.steps=4"]).contains("the files of task shades have changed"))
  }

  /// `run.json` of a version that did not tell what is used.
  @Test func anOlderRunGoesOn() throws {
    try data.folder.write("", "3.png")
    let run = try data.train([quarantine]).folder.path
    var record = try RunRecord.read(run + "/run.json")
    #expect(record.usedData?["shades"]?.samples == 5 && record.usedData?["shades"]?.fingerprint != nil)
    record.usedData = nil
    try record.write(to: run + "/run.json")
    #expect(refusal([quarantine, "training.steps=4"]) == "")
  }

  @Test func rowsOfTheQuarantineReadBack() throws {
    let path = data.folder.path("quarantine.csv")
    let rows = [
      QuarantineTable.Row(task: "a", id: "007", path: "x, \"y\".png", reason: "ends early\r\nat 3"),
      QuarantineTable.Row(task: "a", id: "\"8\"", path: "z.png", reason: ""),
    ]
    try QuarantineTable.write(rows, to: path)
    #expect(try QuarantineTable.read(path) == rows)
    #expect(try QuarantineTable.read(path + ".none") == [])
    try data.folder.write("task,id\na,1\n", "quarantine.csv")
    let text = message { _ = try QuarantineTable.read(path) }
    #expect(text.contains("quarantine.csv: no table of task, id, path, reason"))
  }

  // MARK: Settings

  /// Another folder in `${NAME}` of the settings, or in a path.
  @Test func dataThatMovedAreFoundThroughALink() throws {
    let run = try data.train().folder.path
    let (old, new) = (data.folder.path + "/old", data.folder.path + "/new")
    try data.folder.write("", "new/sets/task.yaml")
    let moved = try #require(MovedFile(from: old + "/sets/task.yaml", to: new + "/sets/task.yaml"))
    #expect(moved.old == old && moved.new == new)
    #expect(moved.remedy.contains("ln -s '\(new)' '\(old)'"))
    // Another file, a file that is still there, and a number.
    #expect(MovedFile(from: old + "/sets/a.yaml", to: new + "/sets/task.yaml") == nil)
    #expect(MovedFile(from: new + "/sets/task.yaml", to: old + "/sets/task.yaml") == nil)
    #expect(MovedFile(from: "1", to: "2") == nil && MovedFile(from: nil, to: new) == nil)

    let text = refusal(["training.seed=4", "training.steps=4"])
    #expect(text.contains("training.seed: was 3, is 4; undo the change, or start another run without --resume"))
    #expect(text.contains("model.weights=\(run)/checkpoints/step-3/model.safetensors"))
  }

  @Test func aRunWhoseDataMovedIsToldTheWay() throws {
    let sets = data.folder.path("sets")
    try FileManager.default.createDirectory(atPath: sets, withIntermediateDirectories: true)
    for name in data.folder.names() where name.hasSuffix(".png") || name == "samples.csv" || name == "task.yaml" {
      try FileManager.default.moveItem(atPath: data.folder.path(name), toPath: sets + "/" + name)
    }
    _ = try data.train(["tasks[0].task=\(sets)/task.yaml"]).folder.path
    let moved = data.folder.path("elsewhere")
    try FileManager.default.moveItem(atPath: sets, toPath: moved)
    let overrides = ["training.steps=4"]
    let text = refusal(overrides + ["tasks[0].task=\(moved)/task.yaml"])
    #expect(text.contains("tasks[0].task: was \(sets)/task.yaml, is \(moved)/task.yaml; if the data have moved"))
    #expect(text.contains("with ln -s '\(moved)' '\(sets)', and keep settings and variables as they were, or start"))
    try FileManager.default.createSymbolicLink(atPath: sets, withDestinationPath: moved)
    #expect(refusal(overrides + ["tasks[0].task=\(sets)/task.yaml"]) == "")
  }
}
