/// Exit codes of the command; every verb uses these and no other.
public enum ExitCode: Int32, Sendable, CaseIterable {
  /// Also a training that put files aside: it lists them and says so at the end.
  case success = 0
  case runFailed = 1
  case usage = 2
  case dataErrors = 3
  case partial = 4
  case resources = 5
  case savedAfterSignal = 75
  case stoppedWithoutSaving = 130

  /// One line for the help text.
  public var meaning: String {
    switch self {
    case .success: "ok"
    case .runFailed: "the run failed"
    case .usage: "usage or settings"
    case .dataErrors: "data errors found"
    case .partial: "partial: some files failed"
    case .resources: "resources: disk, memory or device"
    case .savedAfterSignal: "saved after a signal"
    case .stoppedWithoutSaving: "stopped without saving"
    }
  }
}

/// An error that knows the exit code it ends the command with; all others end it with `runFailed`.
public protocol ExitCodeError: Error {
  var exitCode: ExitCode { get }
}

extension SettingsError: ExitCodeError {
  public var exitCode: ExitCode { .usage }
}

/// A command line that cannot be run: what was found, what is allowed, what to do. Exit code 2.
public struct UsageError: ExitCodeError, Equatable, CustomStringConvertible {
  public let message: String
  public var exitCode: ExitCode { .usage }
  public var description: String { message }

  public init(_ message: String) { self.message = message }
}
