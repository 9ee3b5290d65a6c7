import Foundation

/// `quarantine.csv`: files that a run put aside, one row each, with the reason.
public final class QuarantineTable {
  /// One sample that could not be read.
  public struct Row: Sendable, Hashable {
    public let task: String
    /// The sample's id.
    public let id: String
    /// Path as the task's table names it.
    public let path: String
    public let reason: String

    public init(task: String, id: String, path: String, reason: String) {
      self.task = task
      self.id = id
      self.path = path
      self.reason = reason
    }
  }

  private let path: String
  public private(set) var rows: [Row] = []

  /// - Parameter path: the file; it appears with the first row.
  public init(_ path: String) { self.path = path }

  /// Adds a row unless its sample and file are already listed, and replaces the file in one step.
  /// - Throws: `ResourceError` on a full disk, else `RunFolderError`.
  public func add(_ row: Row) throws {
    guard !rows.contains(where: { ($0.task, $0.id, $0.path) == (row.task, row.id, row.path) }) else { return }
    rows.append(row)
    try DurableFile.replace(path, with: Self.text(rows))
  }

  static func text(_ rows: [Row]) -> String {
    let lines = [["task", "id", "path", "reason"]] + rows.map { [$0.task, $0.id, $0.path, $0.reason] }
    return lines.map { $0.map(field).joined(separator: ",") + "\n" }.joined()
  }

  /// Quoted where RFC 4180 asks for it.
  private static func field(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r\r\n".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
