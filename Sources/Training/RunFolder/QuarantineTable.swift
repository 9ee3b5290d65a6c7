import Datasets

/// `quarantine.csv`: files that a run put aside, one row each, with the reason.
public enum QuarantineTable {
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

  /// Replaces the file in one step; a sample's file that is given twice is listed once.
  /// - Throws: `ResourceError` on a full disk, else `RunFolderError`.
  static func write(_ rows: [Row], to path: String) throws {
    var listed: Set<[String]> = []
    let once = rows.filter { listed.insert([$0.task, $0.id, $0.path]).inserted }
    try DurableFile.replace(path, with: text(once))
  }

  private static func text(_ rows: [Row]) -> String {
    let lines = [["task", "id", "path", "reason"]] + rows.map { [$0.task, $0.id, $0.path, $0.reason] }
    return lines.map { $0.map(CsvText.cell).joined(separator: ",") + "\n" }.joined()
  }
}
