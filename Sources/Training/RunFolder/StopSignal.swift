import Foundation
import Settings
import Synchronization

/// Asks a run to stop after its current step when SIGINT or SIGTERM arrives.
///
/// The first signal sets a flag that the loop reads after an update, so that it can save; the second ends the process
/// at once with exit code 130.
public struct StopSignal: Sendable {
  /// The first signal received; 0 if none. Handlers may touch atomics only.
  private static let received = Atomic<Int32>(0)

  private init() {}

  /// Installs both handlers and forgets earlier signals.
  ///
  /// A program that starts this one from a thread of a pool hands down that thread's mask, which blocks both signals;
  /// the run could then be stopped by `kill -9` only. So they are let through, to this thread and those that it starts.
  public static func install() -> StopSignal {
    received.store(0, ordering: .sequentiallyConsistent)
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] {
      // The C library keeps the handler installed and restarts reads and writes in progress.
      signal(number) { StopSignal.handle($0) }
      sigaddset(&signals, number)
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    return StopSignal()
  }

  /// True once a signal has arrived.
  public var isRequested: Bool { Self.received.load(ordering: .sequentiallyConsistent) != 0 }

  /// `SIGINT` or `SIGTERM`; nil if none arrived.
  public var name: String? {
    switch Self.received.load(ordering: .sequentiallyConsistent) {
    case SIGINT: "SIGINT"
    case SIGTERM: "SIGTERM"
    default: nil
    }
  }

  /// Gives both signals back to the system.
  public func remove() {
    signal(SIGINT, SIG_DFL)
    signal(SIGTERM, SIG_DFL)
  }

  private static func handle(_ number: Int32) {
    let (isFirst, _) = received.compareExchange(expected: 0, desired: number, ordering: .sequentiallyConsistent)
    if !isFirst { _exit(ExitCode.stoppedWithoutSaving.rawValue) }
  }
}
