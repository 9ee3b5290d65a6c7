import Foundation
import SafeTensors

/// Writes a training state as one checkpoint folder.
final class CheckpointWriter {
  private let folder: CheckpointFolder
  private let seed: UInt64
  private let watch: CollapseWatch?
  /// Best mean validation score so far.
  var best: Double?
  /// The step written last.
  private var written: Int?

  /// - Parameters:
  ///   - best: of the run so far, where it goes on.
  ///   - watch: what it has seen is kept.
  init(_ folder: CheckpointFolder, seed: UInt64, best: Double?, watch: CollapseWatch? = nil) {
    self.folder = folder
    self.seed = seed
    self.watch = watch
    self.best = best
  }

  /// Writes the state unless its step was written last; one that is the best is always written, with its score.
  func write(_ state: TrainingState, isBest: Bool = false) throws {
    guard isBest || written != state.step else { return }
    let model = state.model.stateDict().map { $0.tensor.forFile(named: $0.key) }
    let optimizer = state.optimizer.state()
    let configuration = state.model.configuration
    let saved = SavedState(step: state.step, seed: seed, bestValidation: best, losses: watch?.histories)
    let classes = Dictionary(uniqueKeysWithValues: configuration.tasks.map { ($0.name, $0.classes) })
    let preprocessing = Dictionary(uniqueKeysWithValues: configuration.tasks.map { ($0.name, $0.preprocessing) })
    try folder.write(
      step: state.step,
      files: [
        CheckpointFile("model.safetensors", byteCount: Self.bytes(model)) {
          try SafeTensorsWriter.write(to: $0, tensors: model)
        },
        CheckpointFile("optimizer.safetensors", byteCount: Self.bytes(optimizer)) {
          try SafeTensorsWriter.write(to: $0, tensors: optimizer)
        },
        CheckpointFile("state.json", text: try ConfigurationFile.text(saved)),
        CheckpointFile("config.json", text: try ConfigurationFile.text(configuration)),
        CheckpointFile("classes.json", text: try ConfigurationFile.text(classes)),
        CheckpointFile("preprocessing.json", text: try ConfigurationFile.text(preprocessing)),
      ], isBest: isBest)
    written = state.step
  }

  private static func bytes(_ tensors: [SafeTensorsTensor]) -> Int {
    let headerPerTensor = 256
    return tensors.reduce(0) { $0 + ($1.type.byteCount(shape: $1.shape) ?? 0) + headerPerTensor }
  }
}

/// `state.json`: what a run needs to go on besides weights and moments. Sampling, augmentation, drop path and schedule
/// are functions of the seed and the step.
struct SavedState: Codable, Equatable {
  var schemaVersion = 1
  var step: Int
  var seed: UInt64
  var bestValidation: Double?
  /// For the watch over the losses; nil in checkpoints that were written before it was kept.
  var losses: [CollapseWatch.History]?
}
