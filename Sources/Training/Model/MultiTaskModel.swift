import Models
import NN
import Torch

/// The shared blocks and a head for each task: keys `shared.*` and `heads.<task>.*`.
public final class MultiTaskModel: Module {
  /// Encoder and decoders.
  public let shared: SharedBlocks
  /// The heads by task.
  public let heads: [String: Module]
  /// What it was built from.
  public let configuration: ModelConfiguration
  /// The tasks by name, each with its head, loss and prediction.
  public let tasks: [String: any TaskType]

  /// Builds the model with the start values that libtorch's generator, seeded with `seed`, gives.
  /// - Precondition: every task has its own name.
  /// - Throws: `TaskError` for a task of too few classes, `TorchError`.
  public init(_ configuration: ModelConfiguration, seed: UInt64 = 0) throws {
    try TorchLibrary.seed(seed)
    self.configuration = configuration
    let norm = Norm.layer(affine: configuration.affine)
    let encoder = try SwinEncoder(configuration.size.configuration, norm: norm)
    let types = Set(configuration.tasks.map(\.labelType))
    shared = try SharedBlocks(
      encoder: encoder, hasPixelDecoder: types.contains(.segmentation),
      detectionLevels: types.contains(.detection) ? configuration.levels : nil, norm: norm)
    var made: [String: any TaskType] = [:]
    for task in configuration.tasks {
      made[task.name] = try TaskCatalog.make(task, encoder: encoder, levels: configuration.levels)
    }
    tasks = made
    heads = made.mapValues(\.head)
  }

  /// The parameters in AdamW's groups.
  public func parameterGroups(_ settings: OptimizerSettings) -> [ParameterGroup] {
    let all = parameters()
    guard settings.decay == .matrices else { return [ParameterGroup(all, weightDecay: settings.weightDecay)] }
    let decays = { (entry: Module.Entry) in
      entry.tensor.rank >= 2 && !entry.key.hasSuffix("relative_position_bias_table")
    }
    return [
      ParameterGroup(all.filter(decays), weightDecay: settings.weightDecay),
      ParameterGroup(all.filter { !decays($0) }, weightDecay: 0),
    ]
  }
}
