/// Exit codes of the command; every verb uses these and no other.
public enum ExitCode: Int32, Sendable, CaseIterable {
  /// Also a training that put files aside: it lists them and says so at the end.
  case success = 0
  /// Any error that has no other code.
  case runFailed = 1
  /// Wrong arguments, settings or descriptions.
  case usage = 2
  /// Data that cannot be used.
  case dataErrors = 3
  /// Done, but for some files.
  case partial = 4
  /// Disk, memory or device ran out, or a library is missing.
  case resources = 5
  /// A signal ended a training, which can go on.
  case savedAfterSignal = 75
  /// A signal ended the command before there was something to save.
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
  /// What it ends the command with.
  var exitCode: ExitCode { get }
}

extension SettingsError: ExitCodeError {
  /// `usage`, always.
  public var exitCode: ExitCode { .usage }
}

/// A command line that cannot be run: what was found, what is allowed, what to do. Exit code 2.
public struct UsageError: ExitCodeError, Equatable, CustomStringConvertible {
  /// The sentence.
  public let message: String
  /// `usage`, always.
  public var exitCode: ExitCode { .usage }
  /// The sentence.
  public var description: String { message }

  /// - Parameter message: a sentence.
  public init(_ message: String) { self.message = message }
}
