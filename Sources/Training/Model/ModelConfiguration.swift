import Datasets
import Foundation
import Models

/// What a model is built from: `config.json` of a checkpoint.
public struct ModelConfiguration: Codable, Sendable, Equatable {
  public var schemaVersion = 1
  public var encoder: EncoderKind
  public var size: SwinConfiguration.Size
  public var affine: Bool
  public var tasks: [TaskConfiguration]

  public init(encoder: EncoderKind, size: SwinConfiguration.Size, affine: Bool, tasks: [TaskConfiguration]) {
    self.encoder = encoder
    self.size = size
    self.affine = affine
    self.tasks = tasks
  }

  public func task(_ name: String) -> TaskConfiguration? { tasks.first { $0.name == name } }
}

extension SwinConfiguration.Size: Codable {}

/// One task of a model: its head, and how its images are prepared. The preparation travels with the weights.
public struct TaskConfiguration: Codable, Sendable, Equatable {
  public var name: String
  public var labelType: LabelType
  public var classes: [String]
  public var modality: Modality
  /// The description's file at training time.
  public var description: String
  public var preprocessing: Preprocessing

  /// From a file's image to the model's input.
  public struct Preprocessing: Codable, Sendable, Equatable {
    /// Edge of the input in pixels.
    public var size: Int
    public var fit: Fit
    /// Stored values that become 0 and 1; nil takes the element type's range.
    public var valueRange: [Double]?
    /// Quantiles that become 0 and 1, for volumes.
    public var quantiles: [Double]?
  }

  init(name: String, labelType: LabelType, classes: [String], size: Int) {
    self.name = name
    self.labelType = labelType
    self.classes = classes
    modality = .natural
    description = ""
    preprocessing = Preprocessing(size: size, fit: .letterbox)
  }

  public init(_ task: TaskDescription, size: Int, fit: Fit) {
    name = task.name
    labelType = task.labelType
    classes = task.classes
    modality = task.modality
    description = task.path
    preprocessing = Preprocessing(
      size: size, fit: fit, valueRange: task.valueRange.map { [$0.lowerBound, $0.upperBound] },
      quantiles: task.quantiles.map { [$0.lowerBound, $0.upperBound] })
  }
}

extension Fit: Codable {}

/// Text forms of the configuration files of a checkpoint.
enum ConfigurationFile {
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
    do {
      return try decoder.decode(type, from: data)
    } catch {
      throw RunFolderError(path, "the file does not read as \(type): \(error)")
    }
  }
}
