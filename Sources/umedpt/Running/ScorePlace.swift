import Datasets
import Foundation
import Settings
import Training

/// Where the scores of a checkpoint go.
struct ScorePlace {
  let folder: String
  /// The run that the checkpoint lies in; nil where it lies elsewhere.
  let run: RunLayout?
  /// Whether these are the scores that `eval/` and `report.html` of a run tell: those of the whole test split, of its
  /// best checkpoint or of the last where none is named best. Others have a folder of their own, and so have those on
  /// files at another place, which may be other data, and on other samples than the split held at the training.
  let isOfReport: Bool

  /// - Parameter hasOtherSamples: the split holds others than when the training began.
  /// - Throws: `UsageError` where no folder was asked for and the checkpoint lies in no run, `RunFolderError` for a
  ///   damaged mark in the run.
  init(_ checkpoint: Checkpoint, _ request: EvaluationRequest, hasOtherSamples: Bool = false) throws {
    run = Self.run(of: checkpoint)
    let isOfRun = try run.map { try CheckpointChoice.step(in: $0) == checkpoint.step } ?? false
    let isWhole = request.split == .test && request.tasks.isEmpty && request.data.isEmpty
    isOfReport = request.out == nil && isWhole && isOfRun && !hasOtherSamples
    if let out = request.out {
      folder = out
    } else if let run {
      let part = Self.name(request) + (isOfRun ? "" : ".\(checkpoint.name)") + (hasOtherSamples ? ".changed" : "")
      folder = isOfReport ? run.evaluation : "\(run.evaluation)/\(part)"
    } else {
      throw UsageError(
        "\(request.path): this checkpoint lies in no run folder; say with --out DIR where the scores go")
    }
  }

  /// Tells a place that cannot be used before the scoring.
  /// - Returns: whether the folder was made.
  /// - Throws: `OutputError`; files of others stay as they are.
  func prepare() throws -> Bool {
    let isThere = FileManager.default.fileExists(atPath: folder)
    let summary = "\(folder)/\(RunLayout.summaryName)"
    try ReplaceableFile.summary(summary).requireOurs()
    try ReplaceableFile.cases("\(folder)/\(RunLayout.casesName)").requireOurs()
    try OutputPlace.makeFolder(folder)
    try OutputPlace.requireWritable(summary)
    return !isThere
  }

  private static func run(of checkpoint: Checkpoint) -> RunLayout? {
    let folder = URL(fileURLWithPath: checkpoint.path).standardizedFileURL
    let run = RunLayout(folder.deletingLastPathComponent().deletingLastPathComponent().path)
    return run.isRun ? run : nil
  }

  /// `validation`, `test-chest+skin` for a choice of tasks, `test.data` for data at another place: no task's name has a
  /// dot.
  private static func name(_ request: EvaluationRequest) -> String {
    request.split.rawValue + name(ofTasks: Set(request.tasks).sorted()) + (request.data.isEmpty ? "" : ".data")
  }

  private static func name(ofTasks tasks: [String]) -> String {
    guard !tasks.isEmpty else { return "" }
    let names = tasks.joined(separator: "+")
    // A file system takes no names of any length.
    let isLong = names.utf8.count > mostNameBytes
    return "-" + (isLong ? "\(tasks.count)-tasks-\(ContentHash.of(names))" : names)
  }

  private static let mostNameBytes = 100
}
