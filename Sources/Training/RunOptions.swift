import Datasets
import Foundation
import Torch

/// What the command line says about a run besides its settings.
public struct RunOptions {
  /// Folder of the run folders, or the run folder itself on a resume; nil takes `runs`.
  public var out: String?
  /// `--resume`: goes on from the last checkpoint.
  public var isResuming = false
  /// Trains this task alone with the same code.
  public var only: String?
  /// nil takes a GPU where there is one.
  public var device: Device?
  /// The command line, for `run.json`.
  public var command: [String] = []
  /// The program's version, for `run.json`.
  public var version = ""
  /// What is known about files from before; nil reads all of them.
  public var verdicts: VerdictCache?
  /// Ends the run after an update; nil where no signal is listened to.
  public var stop: StopSignal?
  /// For `${NAME}` in settings, and the choice of a device.
  public var environment = ProcessInfo.processInfo.environment
  /// Lowest level of messages on the console; above `information` the progress is hidden too.
  public var shown = RunLog.Level.information
  /// The clock that names the run's folder and dates its record.
  public var now: () -> Date = { Date() }

  /// A new run in `runs`, on the best device.
  public init() {}
}
