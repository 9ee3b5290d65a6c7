import SafeTensors

/// Writes training states as checkpoint folders, and knows what was saved: which step, and the best score.
final class CheckpointWriter {
  private let folder: CheckpointFolder
  private let seed: UInt64
  private let watch: CollapseWatch?
  private let beforeSaving: () throws -> Void
  /// Updates of the state that was saved last.
  private(set) var savedStep: Int
  /// The best mean validation score of a checkpoint so far; nil where none was scored.
  private(set) var bestScore: Double?

  /// - Parameters:
  ///   - savedStep: updates that are saved already; 0 for a run that begins.
  ///   - bestScore: of the run so far, where it goes on.
  ///   - watch: what it has seen is kept.
  ///   - beforeSaving: brings the run's logs to disk, so that they are never behind a checkpoint.
  init(
    _ folder: CheckpointFolder, seed: UInt64, savedStep: Int, bestScore: Double?, watch: CollapseWatch? = nil,
    beforeSaving: @escaping () throws -> Void = {}
  ) {
    self.folder = folder
    self.seed = seed
    self.savedStep = savedStep
    self.bestScore = bestScore
    self.watch = watch
    self.beforeSaving = beforeSaving
  }

  /// Saves the state, unless it is the one that was saved last.
  func save(_ state: TrainingState) throws {
    guard state.step != savedStep else { return }
    try write(state, isBest: false, bestScore)
  }

  /// Saves the state as the best one if its score is above all before; one that was saved already is marked.
  func save(_ state: TrainingState, ifBest score: Double) throws {
    guard score > bestScore ?? -.infinity else { return }
    try write(state, isBest: true, score)
    bestScore = score
  }

  private func write(_ state: TrainingState, isBest: Bool, _ bestScore: Double?) throws {
    try beforeSaving()
    let model = state.model.stateDict().map { $0.tensor.forFile(named: $0.key) }
    let optimizer = state.optimizer.state()
    let configuration = state.model.configuration
    let saved = SavedState(step: state.step, seed: seed, bestValidation: bestScore, losses: watch?.histories)
    let classes = Dictionary(uniqueKeysWithValues: configuration.tasks.map { ($0.name, $0.classes) })
    let preprocessing = Dictionary(uniqueKeysWithValues: configuration.tasks.map { ($0.name, $0.preprocessing) })
    try folder.write(
      step: state.step,
      files: [
        Self.file(CheckpointLayout.model, model), Self.file(CheckpointLayout.optimizer, optimizer),
        CheckpointFile(CheckpointLayout.state, text: try ConfigurationFile.text(saved)),
        CheckpointFile(CheckpointLayout.configuration, text: try ConfigurationFile.text(configuration)),
        CheckpointFile(CheckpointLayout.classes, text: try ConfigurationFile.text(classes)),
        CheckpointFile(CheckpointLayout.preprocessing, text: try ConfigurationFile.text(preprocessing)),
      ], isBest: isBest)
    savedStep = state.step
  }

  private static func file(_ name: String, _ tensors: [SafeTensorsTensor]) -> CheckpointFile {
    let headerPerTensor = 256
    let bytes = tensors.reduce(0) { $0 + ($1.type.byteCount(shape: $1.shape) ?? 0) + headerPerTensor }
    return CheckpointFile(name, byteCount: bytes) { try SafeTensorsWriter.write(to: $0, tensors: tensors) }
  }
}
