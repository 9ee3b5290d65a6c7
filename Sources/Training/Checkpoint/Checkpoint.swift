import Foundation
import NN
import SafeTensors
import Torch

/// A checkpoint folder, its bytes checked.
public struct Checkpoint {
  public let path: String
  public let configuration: ModelConfiguration
  let state: SavedState

  /// Updates that the weights have seen.
  public var step: Int { state.step }

  /// - Parameter path: a checkpoint folder, or a run folder, whose `last` counts.
  /// - Throws: `RunFolderError` naming the first damaged or missing file.
  public init(_ path: String) throws {
    self.path = try Self.resolve(path)
    try CheckpointSums.verify(self.path)
    configuration = try ConfigurationFile.read(ModelConfiguration.self, from: self.path + "/config.json")
    state = try ConfigurationFile.read(SavedState.self, from: self.path + "/state.json")
  }

  /// Builds the model with the checkpoint's weights, in evaluation mode.
  public func model(on device: Device) throws -> MultiTaskModel {
    let model = try MultiTaskModel(configuration)
    try load(into: model)
    try model.move(to: device)
    model.setTraining(false)
    return model
  }

  func load(into model: MultiTaskModel) throws {
    try model.load(SafeTensorsFile(path: path + "/model.safetensors"))
  }

  func load(into optimizer: AdamW) throws {
    try optimizer.load(SafeTensorsFile(path: path + "/optimizer.safetensors"))
  }

  private static func resolve(_ path: String) throws -> String {
    let checkpoints = path + "/checkpoints"
    guard FileManager.default.fileExists(atPath: checkpoints) else { return path }
    guard let name = try? String(contentsOfFile: checkpoints + "/last", encoding: .utf8) else {
      throw RunFolderError(checkpoints + "/last", "the run has no checkpoint yet", exitCode: .usage)
    }
    return checkpoints + "/" + name.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
