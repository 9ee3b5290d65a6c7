import Foundation
import GoldenArrays
import Testing

@testable import Training

@Suite struct TensorBoardWriterTests {
  private let start = Date(timeIntervalSince1970: 1_764_085_820)

  private func record(_ offset: Double, _ step: Int, _ name: String, _ task: String?, _ split: String, _ value: Double?)
    -> MetricRecord
  {
    MetricRecord(
      time: start.addingTimeInterval(offset), step: step, task: task, split: split, name: name, value: value)
  }

  /// The records of `Tools/golden/tensorboard_events.py`, and one that is undefined.
  private var records: [MetricRecord] {
    [
      record(0.25, 0, "loss", "bccd", "train", 1.5), record(0.5, 0, "auroc", "bccd", "test", nil),
      record(1, 1, "loss_sum", nil, "train", -0.1), record(2.125, 300_000, "f1", "ct_\u{E9}", "validation", 1e-30),
    ]
  }

  private func bytes(_ temporary: TemporaryFolder) throws -> [UInt8] {
    let names = temporary.names("tb")
    #expect(names.count == 1 && names[0] == "events.out.tfevents.1764085820.umedpt.\(getpid())")
    return Array(try Data(contentsOf: URL(fileURLWithPath: "\(temporary.path)/tb/\(names[0])")))
  }

  @Test func theBytesAreTensorBoards() throws {
    let golden = try Golden("tensorboard/scalars").integers("events").map { UInt8($0) }
    let temporary = try TemporaryFolder()
    let writer = try TensorBoardWriter(temporary.path + "/tb", now: start)
    for record in records { try writer.record(record) }
    #expect(try bytes(temporary) == golden)
  }

  @Test func aResumedRunReplaysItsRecordsIntoOneFile() throws {
    let golden = try Golden("tensorboard/scalars").integers("events").map { UInt8($0) }
    let temporary = try TemporaryFolder()
    mkdir(temporary.path + "/tb", 0o755)
    try temporary.write("an earlier part, torn", "tb/events.out.tfevents.1.umedpt.2")
    let writer = try TensorBoardWriter(temporary.path + "/tb", replaying: Array(records.dropLast()), now: start)
    try writer.record(try #require(records.last))
    #expect(try bytes(temporary) == golden)
  }

  /// RFC 3720, appendix B.4.
  @Test func checksumsAreTheStandards() {
    #expect(Crc32c.of([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(Crc32c.of([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(Crc32c.of(Array(0..<32)) == 0x46DD_794E)
    #expect(Crc32c.of([]) == 0)
  }
}
