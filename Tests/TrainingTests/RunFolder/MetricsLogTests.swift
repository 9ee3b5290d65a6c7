import Foundation
import GoldenArrays
import Testing

@testable import Training

@Suite struct MetricsLogTests {
  private let temporary: TemporaryFolder
  private let path: String

  init() throws {
    temporary = try TemporaryFolder()
    path = temporary.path + "/metrics.jsonl"
  }

  private func open(resumedStep: Int? = nil) throws -> MetricsLog {
    try MetricsLog(path, resumedStep: resumedStep) { Date(timeIntervalSince1970: 1_764_085_820.25) }
  }

  @Test func linesHaveAFixedFormAndUndefinedIsNull() throws {
    let log = try open()
    try log.record(step: 0, task: "a\"\\\n", split: "train", name: "loss", value: 1)
    try log.record(step: 0, split: "train", name: "loss_sum", value: 0.1 + 0.2)
    try log.record(step: 1, task: "b", split: "test", name: "auroc", value: .nan)
    try log.record(step: 1, task: "b", split: "test", name: "dice", value: nil)
    try log.record(step: 1, task: "b", split: "train", name: "rate", value: 1e-5)
    let start = "{\"ts\":\"2025-11-25T15:50:20.250Z\",\"step\":"
    #expect(
      try temporary.text("metrics.jsonl") == """
        \(start)0,"task":"a\\"\\\\\\u000a","split":"train","name":"loss","value":1.0}
        \(start)0,"split":"train","name":"loss_sum","value":0.30000000000000004}
        \(start)1,"task":"b","split":"test","name":"auroc","value":null}
        \(start)1,"task":"b","split":"test","name":"dice","value":null}
        \(start)1,"task":"b","split":"train","name":"rate","value":1e-05}

        """)
    let records = MetricsLog.records(path)
    #expect(records.map(\.value) == [1, 0.1 + 0.2, nil, nil, 1e-5])
    #expect(records.first?.task == "a\"\\\n" && records[1].task == nil)
  }

  @Test func eachKeyIsWrittenOnce() throws {
    let log = try open()
    #expect(try log.record(step: 3, task: "a", split: "train", name: "loss", value: 1) != nil)
    #expect(try log.record(step: 3, task: "a", split: "train", name: "loss", value: 2) == nil)
    #expect(try log.record(step: 3, task: "a", split: "test", name: "loss", value: 2) != nil)
    #expect(try log.record(step: 4, task: "a", split: "train", name: "loss", value: 2) != nil)
    #expect(MetricsLog.records(path).count == 3)
  }

  /// The run is killed at step 4 and continues from the checkpoint after 3 updates.
  @Test func aResumedLogEqualsAnUninterruptedOne() throws {
    func train(_ log: MetricsLog, _ steps: Range<Int>) throws {
      for step in steps {
        if step == 3 { try log.record(step: 3, task: "a", split: "validation", name: "f1", value: 0.5) }
        try log.record(step: step, task: "a", split: "train", name: "loss", value: 1 / Double(step + 1))
      }
    }
    try train(try open(), 0..<6)
    let whole = try temporary.text("metrics.jsonl")
    try FileManager.default.removeItem(atPath: path)
    try train(try open(), 0..<5)
    let written = try Data(contentsOf: URL(fileURLWithPath: path))
    try written.dropLast(7).write(to: URL(fileURLWithPath: path))
    try train(try open(resumedStep: 3), 3..<6)
    #expect(try temporary.text("metrics.jsonl") == whole)
  }

  @Test func everyTornEndIsTolerated() throws {
    let log = try open()
    for step in 0..<3 { try log.record(step: step, task: "a", split: "train", name: "loss", value: 12.5) }
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let line = whole.count / 3
    let lengths = Set(stride(from: 0, to: whole.count, by: 11)).union((1...3).flatMap { [$0 * line - 1, $0 * line] })
    for length in lengths.sorted() {
      try whole.prefix(length).write(to: URL(fileURLWithPath: path))
      #expect(MetricsLog.records(path).count == length / line)
      let resumed = try open(resumedStep: 3)
      try resumed.record(step: 3, split: "train", name: "loss_sum", value: 1)
      #expect(MetricsLog.records(path).count == length / line + 1)
    }
  }

  @Test func foreignLinesAreDroppedOnResume() throws {
    try temporary.write("\0\0\0\n[]\n{\"step\":1}\n\u{FEFF}x\n", "metrics.jsonl")
    _ = try open(resumedStep: 9)
    #expect(try temporary.text("metrics.jsonl") == "")
  }

  @Test func aNewRunStartsEmptyAndAResumeWithoutALogTooAndNoFolderIsNamed() throws {
    _ = try open(resumedStep: 2)
    #expect(try temporary.text("metrics.jsonl") == "")
    #expect(throws: RunFolderError.self) { try MetricsLog("/nowhere/metrics.jsonl") }
  }
}
