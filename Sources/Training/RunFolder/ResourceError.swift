import Settings

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
