import Datasets
import Imaging
import Models
import Settings

/// One task of a run: which description, and how its images come.
public struct TaskSettings: Sendable {
  /// The description's file.
  public let path: String
  /// Edge of the images of a batch, in pixels.
  public let size: Int
  /// Images a batch.
  public let batch: Int
  /// Batches a step.
  public let multiplicity: Int
  /// Name of the augmentation preset; nil takes the modality's.
  public let augmentation: String?
  /// nil takes the modality's.
  public let fit: Fit?
  /// The divisor of a detection task's loss; nil takes the paper's.
  public let classDivisor: ClassDivisor?
  /// Where it was written, with its key.
  private let divisorPlace: (place: SettingsPlace, path: String)?

  /// Edges that images of a batch may have.
  static let sizes = 32...4096
  private static let divisorKey = "class_divisor"

  /// A task with what its modality suggests.
  public init(path: String, size: Int, batch: Int) {
    self.path = path
    self.size = size
    self.batch = batch
    multiplicity = 1
    augmentation = nil
    fit = nil
    classDivisor = nil
    divisorPlace = nil
  }

  init(_ reader: SettingsReader, preset: Preset, training: TrainingSettings) {
    path = reader.path("task")
    size = reader.integer("size", default: preset.fixedSize ?? 224, in: Self.sizes)
    batch = reader.integer("batch", default: training.batch, in: 1...4096)
    multiplicity = reader.integer("multiplicity", default: 1, in: 1...64)
    augmentation = reader.optionalString("augmentation")
    fit = reader.optionalChoice("fit", Fit.self)
    classDivisor = reader.optionalChoice(Self.divisorKey, ClassDivisor.self)
    divisorPlace = classDivisor.map { _ in (reader.place(of: Self.divisorKey), "\(reader.path).\(Self.divisorKey)") }
    if let augmentation, !AugmentationPreset.names.contains(augmentation) {
      let nearest = NearestName.of(augmentation, in: AugmentationPreset.names).map { "; did you mean \($0)?" } ?? ""
      let known = AugmentationPreset.names.joined(separator: ", ")
      reader.problem("augmentation", "found \"\(augmentation)\"\(nearest); allowed are \(known)")
    }
    if let fixed = preset.fixedSize, size != fixed {
      reader.problem("size", "found \(size); the preset \(preset.rawValue) fixes it at \(fixed)")
    }
  }

  /// The training samples of an opened data set, as the loader needs them.
  /// - Throws: `DataError` if there is none, `SettingsError` for a key that does not suit the label type.
  public func stream(_ dataset: Dataset) throws -> TaskStream {
    try requireSuited(to: dataset.description)
    let name = augmentation ?? dataset.description.modality.augmentation
    return try TaskStream(
      dataset, size: size, batch: batch, multiplicity: multiplicity, fit: fit,
      augmentation: AugmentationPreset.named(name))
  }

  /// - Throws: `UsageError` for a second task of one name in a run.
  package func requireOwnName(_ description: TaskDescription, among others: [TaskDescription]) throws {
    guard let twin = others.first(where: { $0.name == description.name }) else { return }
    throw UsageError(
      "two tasks are named \(description.name): \(twin.path) and \(path); each needs its own head, so change the name: of "
        + "one, or take it out of tasks:")
  }

  /// - Throws: `SettingsError` for a key that the description's label type has no use for.
  package func requireSuited(to description: TaskDescription) throws {
    guard let (place, path) = divisorPlace, description.labelType != .detection else { return }
    let message = """
      task \(description.name) is \(description.labelType.rawValue), and only detection divides its class term; \
      remove the key
      """
    throw SettingsError([SettingsProblem(place: place, path: path, message: message)])
  }
}
