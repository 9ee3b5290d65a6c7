import NN
import SafeTensors
import Torch

/// A checkpoint folder that is complete.
public struct Checkpoint {
  /// The checkpoint's folder.
  public let path: String
  /// What its model is built from.
  public let configuration: ModelConfiguration
  let state: SavedState

  /// Updates that the weights have seen.
  public var step: Int { state.step }

  /// `step-N`, as its folder in a run is called.
  public var name: String { CheckpointFolder.name(of: step) }

  /// - Parameter path: a checkpoint folder whose bytes were checked, as `CheckpointChoice.folder` and
  ///   `CheckpointFolder.resumePoint` do.
  /// - Throws: `RunFolderError` naming a missing file, or a key that does not fit.
  public init(_ path: String) throws {
    self.path = path
    configuration = try ModelConfiguration.read("\(path)/\(CheckpointLayout.configuration)")
    let saved = "\(path)/\(CheckpointLayout.state)"
    state = try ConfigurationFile.read(SavedState.self, from: saved)
    try SchemaVersion.require(state.schemaVersion, in: saved)
    guard Self.steps.contains(state.step) else {
      throw RunFolderError(
        saved, "found step \(state.step); \(Self.steps.lowerBound) to \(Self.steps.upperBound) are possible")
    }
  }

  private static let steps = 0...TrainingSettings.mostSteps

  /// Builds the model with the checkpoint's weights, in evaluation mode.
  /// - Throws: `TaskError` for a task that no head fits, `SafeTensorsError` and `LoadError` for weights that cannot be
  ///   read or do not fit, `TorchError` where the device has no room.
  public func model(on device: Device) throws -> MultiTaskModel {
    let model = try MultiTaskModel(configuration)
    try load(into: model)
    try model.move(to: device)
    model.setTraining(false)
    return model
  }

  func load(into model: MultiTaskModel) throws {
    try model.load(SafeTensorsFile(path: "\(path)/\(CheckpointLayout.model)"))
  }

  func load(into optimizer: AdamW) throws {
    try optimizer.load(SafeTensorsFile(path: "\(path)/\(CheckpointLayout.optimizer)"))
  }
}

extension CheckpointFolder {
  /// The validation score of the checkpoint that `best` names; nil if none is named, or it has none that can be read.
  ///
  /// A score counts with its checkpoint alone: the last checkpoint may hold a better one that a kill kept from the
  /// mark.
  /// - Parameter step: where the run goes on; a later checkpoint is not of this past.
  /// - Throws: `RunFolderError` for a `best` that holds no name of a checkpoint.
  func bestScore(upTo step: Int) throws -> Double? {
    guard let best = try best(), best <= step else { return nil }
    return (try? Checkpoint(folder(of: best)))?.state.bestValidation
  }
}
