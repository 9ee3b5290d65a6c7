import Datasets
import Foundation
import Settings

/// The run that goes on, held by this process, with the same settings.
struct EarlierRun {
  let folder: RunFolder
  /// nil where the run has none yet.
  let checkpoint: Checkpoint?
  /// The samples that the run put aside; they stay out to its end, whatever has become of their files.
  let quarantined: [QuarantineTable.Row]
  /// What else can be done, where the run cannot go on.
  let restart: String

  /// Looks the run up, without its data.
  /// - Throws: `RunFolderError` where there is none, another process holds it, its settings were others or its
  ///   checkpoint is damaged.
  init(_ settings: RunSettings, _ options: RunOptions) throws {
    folder = try RunFolder.open(Self.path(settings, options.out))
    let saved = CheckpointFolder(reading: folder.checkpoints)
    let last = try (saved.last() ?? saved.steps().last).map(saved.folder)
    restart = Self.restart(last)
    try Self.compare(settings, with: folder, restart)
    let checkpoints = try CheckpointFolder(folder.checkpoints, keep: settings.checkpoint.keep)
    checkpoint = try checkpoints.resumePoint().map { try Checkpoint($0.path) }
    quarantined = try QuarantineTable.read(folder.quarantine)
  }

  private static func path(_ settings: RunSettings, _ out: String?) throws -> String {
    let runs = out ?? TrainingRun.runs
    if let out, FileManager.default.fileExists(atPath: out + "/run.json") { return out }
    if let latest = RunFolder.latest(name: settings.name, in: runs) { return latest }
    throw RunFolderError(runs, "no run named \(settings.name) to resume; start without --resume", exitCode: .usage)
  }

  private static func restart(_ checkpoint: String?) -> String {
    let weights = checkpoint.map { ", from its weights with model.weights=\($0)/model.safetensors (heads begin anew)" }
    return "start another run without --resume\(weights ?? "")"
  }

  // MARK: Settings

  /// Only `training.steps` may grow; any other changed key is refused by name.
  private static func compare(_ settings: RunSettings, with folder: RunFolder, _ restart: String) throws {
    let before = try SettingsDocument(path: folder.resolvedSettings)
    let after = try SettingsDocument(text: settings.resolved, name: "now", folder: before.folder)
    let changes = after.changes(from: before).filter { change in
      // Earlier versions let a run with one rate throughout have them.
      if settings.schedule.kind == .constant, ScheduleSettings.keysOfCosine.contains(change.path) { return false }
      guard change.path == "training.steps", let old = change.before.flatMap({ Int($0) }) else { return true }
      return settings.training.steps < old
    }
    guard !changes.isEmpty else { return }
    let list = changes.map(\.description).joined(separator: "; ")
    let moved = changes.lazy.compactMap { MovedFile(from: $0.before, to: $0.after) }.first
    let remedy = moved?.remedy ?? "undo the change"
    throw RunFolderError(
      folder.path, "a resumed run keeps its settings (training.steps may grow): \(list); \(remedy), or \(restart)",
      exitCode: .usage)
  }
}
