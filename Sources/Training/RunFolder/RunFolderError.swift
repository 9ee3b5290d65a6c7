import Foundation
import Settings

/// Something in a run folder cannot be used: place, what was found, what to do.
public struct RunFolderError: ExitCodeError, Equatable, CustomStringConvertible {
  /// Of the file or folder.
  public let path: String
  /// What was found and what to do.
  public let message: String
  /// What it ends the command with.
  public let exitCode: ExitCode
  /// `path: message`.
  public var description: String { "\(path): \(message)" }

  /// - Parameter exitCode: `usage` where the user named the wrong thing.
  public init(_ path: String, _ message: String, exitCode: ExitCode = .runFailed) {
    self.path = path
    self.message = message
    self.exitCode = exitCode
  }

  /// A failed system call on a path; a full disk or an exceeded quota becomes a `ResourceError`.
  static func system(_ operation: String, _ path: String, code: Int32 = errno) -> any Error {
    if code == ENOSPC || code == EDQUOT { return ResourceError.fullDisk(path, needed: nil) }
    return RunFolderError(path, "cannot \(operation): \(String(cString: strerror(code)))")
  }
}

/// Disk, memory or device ran out. Exit code 5.
public struct ResourceError: ExitCodeError, Equatable, CustomStringConvertible {
  /// What ran out and what to do.
  public let message: String
  /// `resources`, always.
  public var exitCode: ExitCode { .resources }
  /// The message.
  public var description: String { message }

  /// - Parameter message: a sentence.
  public init(_ message: String) { self.message = message }

  /// - Parameter needed: bytes that the write asks for in all; nil if unknown.
  static func fullDisk(_ path: String, needed: Int?, kept: String? = nil) -> ResourceError {
    let free = DiskSpace.free(at: path).map { "\(DiskSpace.words($0)) free" } ?? "free space unknown"
    let need = needed.map { "at least \(DiskSpace.words($0)) needed, " } ?? ""
    let previous = kept.map { "; the checkpoint \($0) is intact" } ?? ""
    return ResourceError("\(path): disk full: \(need)\(free)\(previous); free some space and continue with --resume")
  }
}

/// Free bytes of the file system that holds a path.
public enum DiskSpace {
  /// Bytes that this process may write; nil if the system does not say. A path that does not exist yet is looked up
  /// through its nearest existing folder.
  public static func free(at path: String) -> Int? {
    var folder = path
    while !FileManager.default.fileExists(atPath: folder), folder != "/", !folder.isEmpty {
      // NSString's own traps on names of one letter on Linux.
      let cut = folder.lastIndex(of: "/") ?? folder.startIndex
      folder = cut == folder.startIndex && folder.hasPrefix("/") ? "/" : String(folder[..<cut])
    }
    var status = statvfs()
    guard statvfs(folder.isEmpty ? "." : folder, &status) == 0 else { return nil }
    let (bytes, overflows) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
    return overflows ? .max : Int(clamping: bytes)
  }

  /// `12.3 MB`; units of 1000.
  public static func words(_ bytes: Int) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB"]
    var value = Double(bytes)
    var unit = 0
    while value >= 999.95, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return unit == 0 ? "\(bytes) bytes" : String(format: "%.1f ", value) + units[unit]
  }
}
