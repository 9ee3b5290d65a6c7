import Foundation

/// Writes scalars as TensorBoard event files (`tb/events.out.tfevents...`).
///
/// `metrics.jsonl` is the record; the events repeat it. On a resume the old event files are replaced by one that
/// replays the purged log, so curves hold no point twice and none of a lost branch.
public final class TensorBoardWriter {
  private let path: String
  private let file: Int32

  /// - Parameters:
  ///   - folder: made where needed; event files in it are replaced.
  ///   - records: values of the run so far, `MetricsLog.records` after a resume.
  /// - Throws: `RunFolderError` or `ResourceError` if the file cannot be written.
  public init(_ folder: String, replaying records: [MetricRecord] = [], now: Date = Date()) throws {
    try DurableFile.makeFolder(folder)
    try Self.removeEvents(folder)
    path = "\(folder)/events.out.tfevents.\(Int(now.timeIntervalSince1970)).umedpt.\(getpid())"
    file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw RunFolderError.system("write", path) }
    let start = Self.framed(Self.version(now)) + records.compactMap(Self.event).flatMap(Self.framed)
    try DurableFile.append(start, to: file, path)
  }

  deinit { close(file) }

  /// Appends a value; one that is undefined has no point in a curve and is left out.
  /// - Throws: `ResourceError` on a full disk.
  public func record(_ record: MetricRecord) throws {
    guard let event = Self.event(record) else { return }
    try DurableFile.append(Self.framed(event), to: file, path)
  }

  /// `loss/bccd/train`: TensorBoard groups by the part before the first slash.
  static func tag(_ record: MetricRecord) -> String {
    [record.name, record.task, record.split].compactMap { $0 }.joined(separator: "/")
  }

  /// `Event { wall_time = 1, step = 2, summary = 5 { value = 1 { tag = 1, simple_value = 2 } } }`.
  static func event(_ record: MetricRecord) -> [UInt8]? {
    guard let number = record.value else { return nil }
    var value = ProtobufBytes()
    value.add(1, bytes: Array(tag(record).utf8))
    value.add(2, float: Float(number))
    var summary = ProtobufBytes()
    summary.add(1, bytes: value.bytes)
    var event = ProtobufBytes()
    event.add(1, double: record.time.timeIntervalSince1970)
    // A default value has no bytes in protobuf 3.
    if record.step != 0 { event.add(2, integer: record.step) }
    event.add(5, bytes: summary.bytes)
    return event.bytes
  }

  /// The first event of each file: `Event { wall_time = 1, file_version = 3 }`.
  static func version(_ now: Date) -> [UInt8] {
    var event = ProtobufBytes()
    event.add(1, double: now.timeIntervalSince1970)
    event.add(3, bytes: Array("brain.Event:2".utf8))
    return event.bytes
  }

  /// TFRecord: length, its masked CRC, the bytes, their masked CRC.
  static func framed(_ bytes: [UInt8]) -> [UInt8] {
    let length = UInt64(bytes.count).littleEndianBytes
    return length + Crc32c.masked(length).littleEndianBytes + bytes + Crc32c.masked(bytes).littleEndianBytes
  }

  private static func removeEvents(_ folder: String) throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasPrefix("events.out.tfevents.") {
      guard unlink("\(folder)/\(name)") == 0 else { throw RunFolderError.system("remove", "\(folder)/\(name)") }
    }
  }
}
