import Datasets
import Foundation
import Settings

/// The run that goes on, held by this process, with the same settings.
struct EarlierRun {
  let folder: RunFolder
  /// The last checkpoint; nil where the run has none yet.
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
    let saved = CheckpointFolder(reading: folder.layout.checkpoints)
    let last = try (saved.last() ?? saved.steps().last).map(saved.folder)
    restart = Self.restart(last)
    try Self.compare(settings, with: folder, restart)
    let checkpoints = try CheckpointFolder(folder.layout.checkpoints, keep: settings.checkpoint.keep)
    checkpoint = try checkpoints.resumePoint().map { point in
      let found = try Checkpoint(point.path)
      guard found.step == point.step else {
        throw RunFolderError(point.path, "its state is that of step \(found.step); another whole checkpoint is needed")
      }
      return found
    }
    quarantined = try QuarantineTable.read(folder.layout.quarantine)
  }

  /// The folder that was named, or the newest run of the name and the tasks: with `--only`, runs of one name have
  /// others. Where no run has these tasks, the newest, so that its differences are told.
  private static func path(_ settings: RunSettings, _ out: String?) throws -> String {
    let runs = out ?? TrainingRun.runs
    if let out, RunLayout(out).isRun { return out }
    let found = RunFolder.folders(name: settings.name, in: runs)
    if let path = found.first(where: { hasTasks(of: settings, $0) }) ?? found.first { return path }
    let begun = RunFolder.folders(name: settings.name, in: runs, onlyWithSettings: false).first
    let why = begun.map { "; \($0) has no config.resolved.yaml, so it cannot go on" } ?? ""
    throw RunFolderError(
      runs, "no run named \(settings.name) to resume\(why); start without --resume", exitCode: .usage)
  }

  private static func restart(_ checkpoint: String?) -> String {
    guard let checkpoint else { return "start another run without --resume" }
    let weights = "\(checkpoint)/\(CheckpointLayout.model)"
    return "start another run without --resume, from its weights with model.weights=\(weights) (heads begin anew)"
  }

  // MARK: Settings

  /// Changes that a refusal names one by one.
  private static let mostChanges = 12

  /// Only `training.steps` may grow; any other changed key is refused by name.
  private static func compare(_ settings: RunSettings, with folder: RunFolder, _ restart: String) throws {
    let changes = try changes(settings, from: folder.path)
    guard !changes.isEmpty else { return }
    let shown = changes.prefix(mostChanges).map(\.description).joined(separator: "; ")
    let list = shown + (changes.count > mostChanges ? "; and \(changes.count - mostChanges) more" : "")
    let moved = changes.lazy.compactMap { MovedFile(from: $0.before, to: $0.after) }.first
    let other = sibling(of: folder.path, with: settings).map { ", go on with the run of these settings (--out \($0))" }
    let remedy = (moved?.remedy ?? "undo the change\(Self.words(ofCommand: folder))") + (other ?? "")
    throw RunFolderError(
      folder.path, "a resumed run keeps its settings (training.steps may grow): \(list); \(remedy), or \(restart)",
      exitCode: .usage)
  }

  /// The command that began the run, whose key=value belong to its settings; empty where it is not known.
  private static func words(ofCommand folder: RunFolder) -> String {
    guard let command = try? RunRecord.read(folder.layout.record).command, !command.isEmpty else { return "" }
    return " (the run was begun with: \(command.joined(separator: " ")))"
  }

  /// What keeps a run from going on with these settings.
  private static func changes(_ settings: RunSettings, from folder: String) throws -> [SettingsChange] {
    let before = try SettingsDocument(path: RunLayout(folder).resolvedSettings)
    let after = try SettingsDocument(text: settings.resolved, name: "now", folder: before.folder)
    return after.changes(from: before).filter { change in
      guard change.path == "training.steps", let old = change.before.flatMap({ Int($0) }) else { return true }
      return settings.training.steps < old
    }
  }

  /// True of settings that cannot be read, too: what is wrong with them is told when the run is opened.
  private static func hasTasks(of settings: RunSettings, _ folder: String) -> Bool {
    guard let changes = try? changes(settings, from: folder) else { return true }
    return !changes.contains { $0.path.hasPrefix("tasks[") && $0.path.hasSuffix("].task") }
  }

  /// The newest other run beside a folder that could go on with these settings.
  private static func sibling(of folder: String, with settings: RunSettings) -> String? {
    RunFolder.folders(name: settings.name, in: folder.parentFolder).first { path in
      path != folder && (try? changes(settings, from: path))?.isEmpty == true
    }
  }
}
