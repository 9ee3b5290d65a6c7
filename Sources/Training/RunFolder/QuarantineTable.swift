import Datasets
import Foundation

/// `quarantine.csv`: files that a run put aside, one row each, with the reason.
public enum QuarantineTable {
  /// One sample that could not be read.
  public struct Row: Sendable, Hashable {
    /// The task's name.
    public let task: String
    /// The sample's id.
    public let id: String
    /// Path as the task's table names it.
    public let path: String
    /// Why it cannot be used, in words.
    public let reason: String

    /// A sample that was put aside.
    public init(task: String, id: String, path: String, reason: String) {
      self.task = task
      self.id = id
      self.path = path
      self.reason = reason
    }
  }

  /// Replaces the file in one step; a sample's file that is given twice is listed once.
  /// - Throws: `ResourceError` on a full disk, else `RunFolderError`.
  static func write(_ rows: [Row], to path: String) throws {
    var listed: Set<[String]> = []
    let once = rows.filter { listed.insert([$0.task, $0.id, $0.path]).inserted }
    try DurableFile.replace(path, with: text(once))
  }

  /// The rows of a run that has begun; none where it has put nothing aside.
  /// - Throws: `RunFolderError` for a file that is no such table.
  static func read(_ path: String) throws -> [Row] {
    guard let data = FileManager.default.contents(atPath: path) else { return [] }
    let lines = cells(Array(data))
    guard lines.first == header, lines.allSatisfy({ $0.count == header.count }) else {
      throw RunFolderError(path, "no table of \(header.joined(separator: ", ")); a run that goes on needs it as it was")
    }
    return lines.dropFirst().map { Row(task: $0[0], id: $0[1], path: $0[2], reason: $0[3]) }
  }

  private static let header = ["task", "id", "path", "reason"]

  /// What `CsvText.cell` made, line by line; by bytes, because CRLF is one Character.
  private static func cells(_ bytes: [UInt8]) -> [[String]] {
    let (quote, comma, newline) = (UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: "\n"))
    var lines: [[String]] = []
    var (line, cell): ([String], [UInt8]) = ([], [])
    var isQuoted = false
    for (place, byte) in bytes.enumerated() {
      switch byte {
      case quote:
        // A quote right after the end of a quoted part is one of the text.
        if !isQuoted, place > 0, bytes[place - 1] == quote { cell.append(quote) }
        isQuoted.toggle()
      case comma where !isQuoted, newline where !isQuoted:
        line.append(String(decoding: cell, as: UTF8.self))
        cell = []
        guard byte == newline else { continue }
        lines.append(line)
        line = []
      default: cell.append(byte)
      }
    }
    return lines
  }

  private static func text(_ rows: [Row]) -> String {
    let lines = [header] + rows.map { [$0.task, $0.id, $0.path, $0.reason] }
    return lines.map { $0.map(CsvText.cell).joined(separator: ",") + "\n" }.joined()
  }
}
