import Datasets
import Foundation
import NN
import Settings
import Torch

/// A run that may begin, or go on: everything about it is read, compared and built, and nothing of it is written yet.
struct OpenedRun {
  let settings: RunSettings
  /// The run that goes on; nil for a new one.
  let earlier: EarlierRun?
  let tasks: PreparedTasks
  let device: DeviceChoice
  /// Versions of this program and its libraries, by name.
  let versions: [String: String]
  let state: TrainingState
  /// What was taken from `model.weights`.
  let weights: LoadedWeights

  /// - Throws: `SettingsError`, `OutputError`, `DataError`, `RunFolderError`, `StoppedBeforeStart`,
  ///   `SharedLibraryError`, `UsageError` for weights that do not fit; an existing run folder stays as it is.
  init(_ document: SettingsDocument, _ options: RunOptions) throws {
    let settings = try RunSettings(document, environment: options.environment, only: options.only)
    self.settings = settings
    if !options.isResuming { try OutputPlace.requireFillable(options.out ?? TrainingRun.runs) }
    earlier = options.isResuming ? try EarlierRun(settings, options) : nil
    tasks = try PreparedTasks(settings, options, earlier)
    // Nothing is lost yet that would have to be saved.
    if let name = options.stop?.name { throw StoppedBeforeStart(signal: name) }
    device = try DeviceChoice(
      options.device, precision: settings.training.precision, environment: options.environment)
    versions = try Self.versions(options)
    let configuration = ModelConfiguration(settings, tasks.streams)
    let saved = earlier?.checkpoint
    if let saved { try Self.compare(configuration, with: saved) }
    (state, weights) = try Self.makeState(configuration, settings, saved, device.device)
  }

  /// The tasks' descriptions are no settings of the run, so the checkpoint tells how they were.
  private static func compare(_ configuration: ModelConfiguration, with saved: Checkpoint) throws {
    guard let difference = configuration.firstDifference(from: saved.configuration) else { return }
    throw RunFolderError(
      saved.path, "a resumed run keeps its model and tasks: \(difference); undo the change, or start without --resume",
      exitCode: .usage)
  }

  private static func makeState(
    _ configuration: ModelConfiguration, _ settings: RunSettings, _ saved: Checkpoint?, _ device: Device
  ) throws -> (TrainingState, LoadedWeights) {
    let model = try MultiTaskModel(configuration, seed: settings.training.seed)
    try saved?.load(into: model)
    let loaded = saved == nil ? try settings.model.weights.map(model.start(from:)) : nil
    try model.move(to: device)
    let optimizer = AdamW(model.parameterGroups(settings.optimizer), betas: settings.optimizer.betas)
    try saved?.load(into: optimizer)
    return (TrainingState(model: model, optimizer: optimizer, step: saved?.step ?? 0), loaded ?? LoadedWeights())
  }
}
