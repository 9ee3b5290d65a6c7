import Settings

/// A signal came while the data were looked through. Exit code 130.
struct StoppedBeforeStart: ExitCodeError, CustomStringConvertible {
  let signal: String
  var exitCode: ExitCode { .stoppedWithoutSaving }
  var description: String { "\(signal) came before the first step, so nothing was saved" }
}
