import Foundation

/// Where the files of a run lie in its folder. Looking takes no lock and needs no run.
public struct RunLayout: Sendable, Equatable {
  /// The run's folder, such as `runs/NAME-UTC`.
  public let path: String

  /// The layout of a run folder, whether or not it is there.
  public init(_ path: String) { self.path = path }

  /// `run.json`, a `RunRecord`.
  public var record: String { path + "/run.json" }
  /// `config.resolved.yaml`: the settings as they were understood.
  public var resolvedSettings: String { path + "/config.resolved.yaml" }
  /// `log.txt`, written by `RunLog`.
  public var log: String { path + "/log.txt" }
  /// `metrics.jsonl`, a `MetricRecord` a line.
  public var metrics: String { path + "/metrics.jsonl" }
  /// The folder of TensorBoard's event files.
  public var tensorBoard: String { path + "/tb" }
  /// The folder of checkpoints, a `CheckpointFolder`.
  public var checkpoints: String { path + "/checkpoints" }
  /// The folder of scores.
  public var evaluation: String { path + "/eval" }
  /// `eval/summary.json`: the scores that the report shows.
  public var summary: String { "\(evaluation)/\(Self.summaryName)" }
  /// `report.html`: the run on one page.
  public var report: String { path + "/report.html" }
  /// `quarantine.csv`, a `QuarantineTable`; there only where files were put aside.
  public var quarantine: String { path + "/quarantine.csv" }
  /// The file that `RunLock` holds.
  public var lock: String { path + "/lock" }

  /// The scores in every folder of an evaluation.
  package static let summaryName = "summary.json"
  /// The table of samples beside them.
  package static let casesName = "per_case.csv"

  /// Whether a run has begun here.
  public var isRun: Bool { FileManager.default.fileExists(atPath: record) }
  /// Whether the run got as far as to have settings, without which it cannot go on.
  var hasSettings: Bool { FileManager.default.fileExists(atPath: resolvedSettings) }
}
