import Foundation
import Synchronization

/// The place where messages and progress go: stderr, or a test's list of pieces.
///
/// On a terminal the progress line is rewritten in place and messages appear above it; elsewhere every text is a plain
/// line and no carriage return is ever written. Safe to use from any thread.
public final class Console: Sendable {
  /// Whether lines can be rewritten in place.
  public let isTerminal: Bool
  /// Colour only on a terminal, and never with NO_COLOR.
  public let hasColor: Bool
  private let width: @Sendable () -> Int
  private let write: @Sendable (String) -> Void
  private let status = Mutex("")

  /// - Parameters:
  ///   - width: columns of the terminal.
  ///   - write: takes each piece of text as it is to appear.
  public init(
    isTerminal: Bool, environment: [String: String], width: @escaping @Sendable () -> Int = { 80 },
    write: @escaping @Sendable (String) -> Void
  ) {
    self.isTerminal = isTerminal
    hasColor = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    self.width = width
    self.write = write
  }

  /// Shows nothing.
  static let silent = Console(isTerminal: false, environment: [:]) { _ in }

  /// Writes to stderr, unbuffered.
  public static func standardError(environment: [String: String] = ProcessInfo.processInfo.environment) -> Console {
    Console(isTerminal: isatty(STDERR_FILENO) == 1, environment: environment, width: terminalWidth) { text in
      // A closed stderr must not end a run.
      try? DurableFile.append(Array(text.utf8), to: STDERR_FILENO, "stderr")
    }
  }

  /// A line of its own, above the progress line.
  public func line(_ text: String) {
    status.withLock { status in
      write(status.isEmpty ? text + "\n" : "\r\u{1B}[K" + text + "\n" + status)
    }
  }

  /// Rewrites the progress line of a terminal (cut to its width); a plain line elsewhere.
  public func progress(_ text: String) {
    guard isTerminal else { return line(text) }
    status.withLock { status in
      status = String(text.prefix(max(10, width() - 1)))
      write("\r\u{1B}[K" + status)
    }
  }

  /// Leaves the last progress line as it stands and begins a new one.
  public func endProgress() {
    status.withLock { status in
      if !status.isEmpty { write("\n") }
      status = ""
    }
  }

  @Sendable private static func terminalWidth() -> Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
