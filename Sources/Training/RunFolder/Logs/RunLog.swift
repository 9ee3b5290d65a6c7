import Foundation
import Synchronization

/// Messages of a run: to the console, and with time and level to `log.txt`. Safe to use from any thread.
///
/// Messages name samples by id; they hold no pixel values and no patient names.
public final class RunLog: Sendable {
  /// How much a message matters.
  public enum Level: String, Sendable, Comparable {
    /// Rising; `detail` is for the file alone.
    case detail, information, warning

    private var rank: Int {
      switch self {
      case .detail: 0
      case .information: 1
      case .warning: 2
      }
    }

    /// True where `second` matters more.
    public static func < (first: Level, second: Level) -> Bool { first.rank < second.rank }
  }

  /// Where shown messages go.
  public let console: Console
  private let shown: Level
  private let path: String
  private let file: Int32
  private let now: @Sendable () -> Date
  private let hasFailed = Mutex(false)

  /// - Parameters:
  ///   - path: `log.txt`; lines are appended.
  ///   - shown: lowest level on the console; the file gets every level.
  /// - Throws: `RunFolderError` or `ResourceError` if the file cannot be opened.
  public init(
    _ path: String, console: Console, shown: Level = .information, now: @escaping @Sendable () -> Date = { Date() }
  ) throws {
    self.path = path
    self.console = console
    self.shown = shown
    self.now = now
    file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw RunFolderError.system("write", path) }
  }

  deinit { close(file) }

  /// What somebody may look up later, such as a long list.
  public func detail(_ message: String) { write(message, .detail) }
  /// What one may want to know.
  public func information(_ message: String) { write(message, .information) }
  /// What wants a look; the run goes on.
  public func warning(_ message: String) { write(message, .warning) }

  private func write(_ message: String, _ level: Level) {
    if level >= shown { console.line(prefix(level) + message) }
    let text = message.replacing("\n", with: "\n  ")
    let line = "\(UtcTime.precise(now())) \(level.rawValue) \(text)\n"
    do {
      try DurableFile.append(Array(line.utf8), to: file, path)
    } catch {
      reportOnce(error)
    }
  }

  /// A log that cannot be written is said once and ends no run; checkpoints and metrics decide about that.
  private func reportOnce(_ failure: any Error) {
    let isFirst = hasFailed.withLock { hasFailed in
      defer { hasFailed = true }
      return !hasFailed
    }
    if isFirst { console.line(prefix(.warning) + "\(failure)") }
  }

  private func prefix(_ level: Level) -> String {
    switch level {
    case .detail, .information: ""
    case .warning: console.hasColor ? "\u{1B}[33mwarning:\u{1B}[0m " : "warning: "
    }
  }
}
