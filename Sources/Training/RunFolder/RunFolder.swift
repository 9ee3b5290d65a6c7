import Foundation
import Settings

/// The folder of one run, `runs/<name>-<UTC>/`, held by one process.
///
/// A new run never gets an existing folder; only `open` (for `--resume`) returns to one. The lock is held as long as
/// this value lives.
public final class RunFolder {
  /// Where its files lie.
  public let layout: RunLayout
  private let lock: RunLock

  /// `runs/<name>-<UTC>`.
  public var path: String { layout.path }

  private init(path: String) throws {
    layout = RunLayout(path)
    lock = try RunLock(layout.lock)
  }

  /// Makes the folder of a new run; a second run in the same second gets `-2` at the end.
  /// - Throws: `RunFolderError` if the name fits no folder name, `OutputError` if the folder cannot be made.
  public static func create(name: String, in runs: String, now: Date) throws -> RunFolder {
    try check(name)
    try OutputPlace.makeFolder(runs)
    let base = "\(runs)/\(name)-\(UtcTime.compact(now))"
    for attempt in 1...1000 {
      let path = attempt == 1 ? base : "\(base)-\(attempt)"
      if mkdir(path, 0o755) == 0 { return try locked(new: path) }
      guard errno == EEXIST else { throw OutputError(path, code: errno) }
    }
    throw RunFolderError(base, "a thousand runs of this name began in the same second")
  }

  /// A folder that cannot be locked goes again.
  private static func locked(new path: String) throws -> RunFolder {
    do {
      return try RunFolder(path: path)
    } catch {
      unlink(RunLayout(path).lock)
      rmdir(path)
      throw error
    }
  }

  /// Returns to the folder of an earlier run.
  /// - Throws: `RunFolderError` (exit code 2) if it is none or another process holds it.
  public static func open(_ path: String) throws -> RunFolder {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      throw RunFolderError(path, "no such run folder; start without --resume to make one", exitCode: .usage)
    }
    return try RunFolder(path: path)
  }

  /// The folders of a run name, the newest first, for `--resume` without a folder.
  ///
  /// - Parameter onlyWithSettings: leaves out a run that ended before it had written its settings, which has nothing to
  ///   go on with.
  public static func folders(name: String, in runs: String, onlyWithSettings: Bool = true) -> [String] {
    let found = (try? FileManager.default.contentsOfDirectory(atPath: runs)) ?? []
    let starts = found.compactMap { folder -> (time: Substring, attempt: Int, folder: String)? in
      guard folder.hasPrefix(name + "-") else { return nil }
      let parts = folder.dropFirst(name.count + 1).split(separator: "-", omittingEmptySubsequences: false)
      guard parts.count <= 2, let time = parts.first, UtcTime.isCompact(time) else { return nil }
      guard let attempt = parts.count == 1 ? 1 : Int(parts[1]) else { return nil }
      return !onlyWithSettings || RunLayout("\(runs)/\(folder)").hasSettings ? (time, attempt, folder) : nil
    }
    return starts.sorted { ($0.time, $0.attempt) > ($1.time, $1.attempt) }.map { "\(runs)/\($0.folder)" }
  }

  /// Replaces `config.resolved.yaml` in one step.
  /// - Throws: `ResourceError` on a full disk, else `RunFolderError`.
  public func writeResolvedSettings(_ text: String) throws {
    try DurableFile.replace(layout.resolvedSettings, with: text)
  }

  /// Of a run's name: a file system takes no names of any length.
  static let mostNameBytes = 100

  /// A run's name becomes a folder name, so it may hold no separator and begin with no dot.
  private static func check(_ name: String) throws {
    let isPlain = name.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "._-".utf8.contains(byte)
    }
    guard isPlain, !name.isEmpty, !name.hasPrefix("."), !name.hasPrefix("-"), name.utf8.count <= mostNameBytes else {
      let allowed =
        "letters, digits, dot, hyphen and underscore are allowed, at most \(mostNameBytes), not begun with dot or hyphen"
      throw RunFolderError(name, "no name for a run; \(allowed)", exitCode: .usage)
    }
  }
}
