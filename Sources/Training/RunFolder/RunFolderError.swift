import Foundation
import Settings

/// Something in a run folder cannot be used: place, what was found, what to do.
public struct RunFolderError: ExitCodeError, Equatable, CustomStringConvertible {
  /// The file or folder.
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
