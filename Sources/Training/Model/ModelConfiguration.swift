import Datasets
import Models

/// What a model is built from: `config.json` of a checkpoint.
public struct ModelConfiguration: Codable, Sendable, Equatable {
  /// The version of the file's format.
  public var schemaVersion = 1
  /// `model.encoder`.
  public var encoder: EncoderKind
  /// `model.size`.
  public var size: SwinConfiguration.Size
  /// Whether norms have parameters.
  public var affine: Bool
  /// The levels of detection; from stride 8 in checkpoints that were written before it was kept.
  public var levels: DetectionLevels
  /// One head each, in the order of the settings.
  public var tasks: [TaskConfiguration]

  /// - Parameter levels: they change nothing without a detection task.
  public init(
    encoder: EncoderKind, size: SwinConfiguration.Size, affine: Bool, levels: DetectionLevels = .from8,
    tasks: [TaskConfiguration]
  ) {
    self.encoder = encoder
    self.size = size
    self.affine = affine
    self.levels = levels
    self.tasks = tasks
  }

  /// Takes files of older versions, which lack `levels`.
  /// - Throws: `DecodingError` naming the key that is missing or does not fit.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    schemaVersion = try values.decode(Int.self, forKey: .schemaVersion)
    encoder = try values.decode(EncoderKind.self, forKey: .encoder)
    size = try values.decode(SwinConfiguration.Size.self, forKey: .size)
    affine = try values.decode(Bool.self, forKey: .affine)
    levels = try values.decodeIfPresent(DetectionLevels.self, forKey: .levels) ?? .from8
    tasks = try values.decode([TaskConfiguration].self, forKey: .tasks)
  }

  /// The task of a name; nil where the model has none.
  public func task(_ name: String) -> TaskConfiguration? { tasks.first { $0.name == name } }
}

extension ModelConfiguration {
  /// The model of a run.
  /// - Parameter streams: of the run's tasks, in their order.
  init(_ settings: RunSettings, _ streams: [TaskStream]) {
    self.init(
      encoder: settings.model.encoder, size: settings.model.size, affine: settings.model.isAffine,
      levels: settings.model.levels,
      tasks: zip(settings.tasks, streams).map { task, stream in
        TaskConfiguration(
          stream.dataset.description, size: stream.size, fit: stream.fit, classDivisor: task.classDivisor)
      })
  }

  /// Reads `config.json` of a checkpoint.
  /// - Throws: `RunFolderError` naming a missing file or the key that no checkpoint of this version has so.
  static func read(_ path: String) throws -> ModelConfiguration {
    let configuration = try ConfigurationFile.read(ModelConfiguration.self, from: path)
    try SchemaVersion.require(configuration.schemaVersion, in: path)
    var names: Set<String> = []
    for (index, task) in configuration.tasks.enumerated() {
      guard names.insert(task.name).inserted else {
        throw RunFolderError(path, "tasks[\(index)].name: a second task is named \(task.name); each has its own head")
      }
      guard TaskSettings.sizes.contains(task.preprocessing.size) else {
        let allowed = "\(TaskSettings.sizes.lowerBound) to \(TaskSettings.sizes.upperBound)"
        let found = "found \(task.preprocessing.size); allowed are \(allowed)"
        throw RunFolderError(path, "tasks[\(index)].preprocessing.size: \(found)")
      }
    }
    return configuration
  }
}

extension SwinConfiguration.Size: Codable {}
