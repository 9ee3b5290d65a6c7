import Foundation

/// Writes `metrics.jsonl`: each (step, task, split, name) once, a line a write, nothing rewritten while it runs.
public final class MetricsLog {
  private let path: String
  private let file: Int32
  private let now: () -> Date
  private var step = 0
  /// Keys of `step` only: steps never fall, so older ones cannot come again, and memory stays flat on long runs.
  private var written: Set<MetricRecord.Key> = []

  /// Opens the log of a new run, or of one that continues.
  ///
  /// On a resume from a checkpoint after `resumedStep` updates, lines of later steps are removed, and so are training
  /// lines of that very step, whose batch comes again; a last line torn by a kill goes too.
  /// - Throws: `RunFolderError` or `ResourceError` if the file cannot be written.
  public init(_ path: String, resumedStep: Int? = nil, now: @escaping () -> Date = { Date() }) throws {
    self.path = path
    self.now = now
    if let resumedStep {
      let kept = try Self.purge(path, resumedStep)
      step = resumedStep
      written = Set(kept.filter { $0.step == resumedStep }.map(\.key))
    }
    file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (resumedStep == nil ? O_TRUNC : 0), 0o644)
    guard file >= 0 else { throw RunFolderError.system("write", path) }
  }

  deinit { close(file) }

  /// Appends a value.
  /// - Parameters:
  ///   - step: never below that of an earlier call.
  ///   - value: nil, NaN and infinities are written as `null`, undefined.
  /// - Returns: the record, or nil if this (step, task, split, name) is already in the file.
  /// - Throws: `ResourceError` on a full disk.
  @discardableResult
  public func record(
    step: Int, task: String? = nil, split: String, name: String, value: Double?
  ) throws -> MetricRecord? {
    precondition(step >= self.step, "metrics of step \(step) come after those of step \(self.step)")
    if step > self.step {
      written.removeAll(keepingCapacity: true)
      self.step = step
    }
    let record = MetricRecord(time: now(), step: step, task: task, split: split, name: name, value: value)
    guard written.insert(record.key).inserted else { return nil }
    try DurableFile.append(Array((record.line + "\n").utf8), to: file, path)
    return record
  }

  /// Waits until all lines lie on the disk; call it before a checkpoint, so that a resume finds what came before.
  /// - Throws: `RunFolderError` where the system refuses.
  public func synchronize() throws {
    guard fsync(file) == 0 else { throw RunFolderError.system("flush", path) }
  }

  /// All whole lines of a log in file order; empty if there is no file.
  public static func records(_ path: String) -> [MetricRecord] { lines(path).map(\.record) }

  private static func lines(_ path: String) -> [(record: MetricRecord, bytes: Data.SubSequence)] {
    guard let data = FileManager.default.contents(atPath: path) else { return [] }
    // What follows the last newline was torn by a kill.
    let end = data.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? data.startIndex
    return data[..<end].split(separator: UInt8(ascii: "\n")).compactMap { bytes in
      MetricRecord(line: bytes).map { ($0, bytes) }
    }
  }

  private static func purge(_ path: String, _ step: Int) throws -> [MetricRecord] {
    let kept = lines(path).filter { $0.record.step < step || ($0.record.step == step && $0.record.split != "train") }
    let content = kept.map { String(decoding: $0.bytes, as: UTF8.self) + "\n" }.joined()
    try DurableFile.replace(path, with: content)
    return kept.map(\.record)
  }
}
