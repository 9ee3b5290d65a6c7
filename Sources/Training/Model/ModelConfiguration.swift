import Datasets
import Foundation
import Imaging
import Models

/// What a model is built from: `config.json` of a checkpoint.
public struct ModelConfiguration: Codable, Sendable, Equatable {
  /// Of the file.
  public var schemaVersion = 1
  /// `model.encoder`.
  public var encoder: EncoderKind
  /// `model.size`.
  public var size: SwinConfiguration.Size
  /// Whether norms have parameters.
  public var affine: Bool
  /// Of detection; 8 in checkpoints that were written before it was kept.
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

extension SwinConfiguration.Size: Codable {}

/// One task of a model: its head, and how its images are prepared. The preparation travels with the weights.
public struct TaskConfiguration: Codable, Sendable, Equatable {
  /// Unique within the model.
  public var name: String
  /// Which head it has.
  public var labelType: LabelType
  /// Names in the order of the head's outputs, K of them.
  public var classes: [String]
  /// Decides how pixels are scaled.
  public var modality: Modality
  /// The description's file at training time.
  public var description: String
  /// From a file's image to the model's input.
  public var preprocessing: Preprocessing
  /// Of a detection task's loss, which training alone needs; nil elsewhere, and in checkpoints that were written before
  /// it was kept: `classes`.
  public var classDivisor: ClassDivisor?

  /// From a file's image to the model's input.
  public struct Preprocessing: Codable, Sendable, Equatable {
    /// Edge of the input in pixels.
    public var size: Int
    /// How an image that is no square of this size comes in.
    public var fit: Fit
    /// Stored values that become 0 and 1; nil takes the element type's range.
    public var valueRange: [Double]?
    /// Quantiles that become 0 and 1, for volumes.
    public var quantiles: [Double]?
    /// nil in checkpoints that were written before it was kept.
    public var reading: Reading?

    /// Which pixels and labels of a file are read; the keys of the description, nil where it had none.
    public struct Reading: Codable, Sendable, Equatable {
      /// DICOM: `file`, or `[center, width]`.
      public var window: String?
      /// Of a TIFF, from 0.
      public var page: Int
      /// Of a DICOM file, from 0.
      public var frame: Int?
      /// Of volumes.
      public var slice: Slice?
      /// Of the patches of slides, in micrometres.
      public var patchMicrometresPerPixel: Double?
      /// Where a file does not say it.
      public var micrometresPerPixel: Double?
      // Of the rest too, nil in checkpoints that were written before it was kept.
      /// The map of stored mask values that was in force, of segmentation: `{0: background, 255: gland}`.
      public var values: String?
      /// Whether series with gaps or uneven distances are read.
      public var irregularGeometry: Bool?
      /// Where the outlines of slides count from.
      public var outlineOrigin: String?
      /// The least share of tissue in a patch of a slide.
      public var patchTissue: Double?
    }

    /// The slices of volumes.
    public struct Slice: Codable, Sendable, Equatable {
      /// `0`, `1`, `2` or `any`.
      public var axis: String
      /// Slices on each side that go with one.
      public var neighbours: Int
      /// Shares of the length along the axis.
      public var part: [Double]
    }
  }

  init(name: String, labelType: LabelType, classes: [String], size: Int, classDivisor: ClassDivisor? = nil) {
    self.name = name
    self.labelType = labelType
    self.classes = classes
    modality = .natural
    description = ""
    preprocessing = Preprocessing(size: size, fit: .letterbox)
    self.classDivisor = classDivisor
  }

  /// - Parameter classDivisor: of a detection task; nil takes the paper's.
  public init(_ task: TaskDescription, size: Int, fit: Fit, classDivisor: ClassDivisor? = nil) {
    name = task.name
    labelType = task.labelType
    classes = task.classes
    modality = task.modality
    description = task.path
    preprocessing = Preprocessing(
      size: size, fit: fit, valueRange: task.valueRange.map { [$0.lowerBound, $0.upperBound] },
      quantiles: task.quantiles.map { [$0.lowerBound, $0.upperBound] }, reading: Preprocessing.Reading(task))
    self.classDivisor = task.labelType == .detection ? classDivisor ?? .classes : nil
  }
}

extension TaskConfiguration.Preprocessing.Reading {
  init(_ task: TaskDescription) {
    window = task.window.map(Self.text)
    page = task.page
    frame = task.frame
    slice = task.slice.map { rule in
      TaskConfiguration.Preprocessing.Slice(
        axis: rule.axis.rawValue, neighbours: rule.neighbours, part: [rule.part.lowerBound, rule.part.upperBound])
    }
    patchMicrometresPerPixel = task.patch?.micrometresPerPixel
    micrometresPerPixel = task.micrometresPerPixel
    values = task.labelType == .segmentation ? task.maskValues.text(task.classes) : nil
    irregularGeometry = task.acceptsIrregularGeometry
    outlineOrigin = task.outlineOrigin.rawValue
    patchTissue = (task.patch ?? TaskDescription.PatchRule()).tissue
  }

  private static func text(_ window: WindowChoice) -> String {
    switch window {
    case .file: "file"
    case .values(let center, let width): "[\(center), \(width)]"
    }
  }
}

extension Fit: Codable {}

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

/// The version of the JSON files of runs and checkpoints.
package enum SchemaVersion {
  static let current = 1

  /// - Throws: `RunFolderError` for a file of another version.
  package static func require(_ found: Int, in path: String) throws {
    guard found != current else { return }
    throw RunFolderError(
      path, "schema_version: found \(found), \(current) is known; use the version of umedpt that wrote the file")
  }
}

/// Text forms of the configuration files of a checkpoint.
package enum ConfigurationFile {
  static let encoder: JSONEncoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return encoder
  }()

  static let decoder: JSONDecoder = {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }()

  static func text(_ value: some Encodable) throws -> String {
    String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }

  static func read<Value: Decodable>(_ type: Value.Type, from path: String) throws -> Value {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw RunFolderError(path, "the file is missing; a checkpoint has it")
    }
    return try decode(type, data, of: path, ifNot: "the file is damaged", decoder)
  }

  /// - Parameter what: what is said of a file that does not hold such a value; the place in it follows.
  /// - Throws: `RunFolderError`.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, _ data: Data, of path: String, ifNot what: String, _ decoder: JSONDecoder = JSONDecoder()
  ) throws -> Value {
    do {
      return try decoder.decode(type, from: data)
    } catch let error as DecodingError {
      throw RunFolderError(path, "\(what): \(error.sentence(Array(data)))")
    }
  }
}
