import Foundation
import Settings
import Synchronization

/// Asks a run to stop after its current step when SIGINT, SIGTERM or SIGHUP (a closed terminal) arrives.
///
/// The first signal sets a flag that the loop reads after an update, so that it can save; a second one ends the process
/// at once with exit code 130, unless it is a SIGHUP: a terminal that closes may send several.
public struct StopSignal: Sendable {
  /// The first signal received; 0 if none. Handlers may touch atomics only.
  private static let received = Atomic<Int32>(0)

  private init() {}

  private static let numbers = [SIGINT, SIGTERM, SIGHUP]

  /// Installs the handlers and forgets earlier signals.
  ///
  /// A program that starts this one from a thread of a pool hands down that thread's mask, which blocks the signals;
  /// the run could then be stopped by `kill -9` only. So they are let through, to this thread and those that it starts.
  public static func install() -> StopSignal {
    received.store(0, ordering: .sequentiallyConsistent)
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in numbers {
      // The C library keeps the handler installed and restarts reads and writes in progress.
      let before = signal(number) { StopSignal.handle($0) }
      sigaddset(&signals, number)
      // `nohup` has it ignored, and so it stays.
      if number == SIGHUP, isIgnoring(before) { signal(number, SIG_IGN) }
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    return StopSignal()
  }

  /// True once a signal has arrived.
  public var isRequested: Bool { Self.received.load(ordering: .sequentiallyConsistent) != 0 }

  /// `SIGINT`, `SIGTERM` or `SIGHUP`; nil if none arrived.
  public var name: String? {
    switch Self.received.load(ordering: .sequentiallyConsistent) {
    case SIGINT: "SIGINT"
    case SIGTERM: "SIGTERM"
    case SIGHUP: "SIGHUP"
    default: nil
    }
  }

  /// Gives the signals back to the system.
  public func remove() {
    for number in Self.numbers {
      let before = signal(number, SIG_DFL)
      if number == SIGHUP, Self.isIgnoring(before) { signal(number, SIG_IGN) }
    }
  }

  private typealias Handler = @convention(c) (Int32) -> Void

  /// Handlers that the system knows by a number have no other identity.
  private static func isIgnoring(_ handler: Handler?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func handle(_ number: Int32) {
    let (isFirst, _) = received.compareExchange(expected: 0, desired: number, ordering: .sequentiallyConsistent)
    if !isFirst, number != SIGHUP { _exit(ExitCode.stoppedWithoutSaving.rawValue) }
  }
}
