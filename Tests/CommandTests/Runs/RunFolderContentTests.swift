import Foundation
import Testing
import Training

/// What a run folder holds when a training is done, file by file.
@Suite struct RunFolderContentTests {
  private let data: TinyData
  private let run: String
  private let config: String

  init() throws {
    data = try TinyData()
    let tasks = [
      try data.classification("shades", .init(train: 6, test: 2)), try data.segmentation("squares", .init(train: 6)),
    ]
    try data.holdOut(0.34, of: tasks[0])
    config = try data.run(tasks, more: ["evaluation: {every_steps: 1, at_end: true}"])
    let result = try BuiltCommand(data.folder).run("train", config)
    try #require(result.code == 0, "\(result.stderr)")
    run = try #require(data.runs.first)
  }

  /// Every file that Docs/outputs.md promises, with what tells that it was written by this run.
  @Test func everythingIsThere() throws {
    for file in [
      "run.json", "config.resolved.yaml", "log.txt", "metrics.jsonl", "tb", "lock", "report.html", "eval/summary.json",
      "eval/per_case.csv", "checkpoints/last", "checkpoints/best",
    ] {
      #expect(exists("\(run)/\(file)"), "\(file)")
    }
    let checkpoint = run + "/checkpoints/step-2/"
    let files = try FileManager.default.contentsOfDirectory(atPath: checkpoint)
    #expect(
      files.sorted() == [
        "SHA256SUMS", "classes.json", "config.json", "model.safetensors", "optimizer.safetensors", "preprocessing.json",
        "state.json",
      ])
    // How images are prepared travels with the weights.
    let preprocessing = try json(of: checkpoint + "preprocessing.json")
    #expect(Set(preprocessing.keys) == ["shades", "squares"])
    let squares = try #require(preprocessing["squares"] as? [String: Any])
    #expect(squares["size"] as? Int == TinyData.edge && squares["fit"] as? String == "letterbox")
    #expect(squares["reading"] is [String: Any])
    #expect(Int(try text(of: run + "/lock").dropLast()) != nil)

    try recordIsWhole()
    try eventsRepeatTheMetrics()
  }

  private func recordIsWhole() throws {
    let record = try json(of: run + "/run.json")
    #expect((record["command"] as? [String])?.suffix(2) == ["train", config])
    #expect(record["settings_hash"] as? String == (try Sha256.hex(ofFile: run + "/config.resolved.yaml")))
    let fingerprints = try #require(record["data_fingerprints"] as? [String: String])
    #expect(Set(fingerprints.keys) == ["shades", "squares"])
    #expect(Set(fingerprints.values).count == 2 && fingerprints.values.allSatisfy { !$0.isEmpty })
    #expect(record["seed"] as? Int == 3)
    #expect(((record["timings"] as? [String: Any])?["training"] as? Double ?? 0) > 0)
    let (started, finished) = (record["started"] as? String ?? "none", record["finished"] as? String ?? "")
    #expect(started.hasPrefix("20") && started.hasSuffix("Z") && finished > started)
  }

  /// Each value of `metrics.jsonl`, and no other.
  private func eventsRepeatTheMetrics() throws {
    let lines = try text(of: run + "/metrics.jsonl").split(separator: "\n")
    let values = lines.count { !$0.hasSuffix("\"value\":null}") }
    #expect(lines.contains { $0.contains("\"split\":\"validation\"") } && values > 0)
    let files = try FileManager.default.contentsOfDirectory(atPath: run + "/tb")
    let file = try #require(files.count == 1 ? files.first : nil)
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(run)/tb/\(file)")))
    var (count, place) = (0, 0)
    while place + 8 <= bytes.count {
      // TFRecord: a length, its sum, as many bytes, their sum.
      place += 16 + bytes[place..<place + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
      count += 1
    }
    // The first event names the format.
    #expect(place == bytes.count && count == 1 + values)
  }
}
