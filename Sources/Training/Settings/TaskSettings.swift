import Datasets
import Imaging
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

  /// Edges that images of a batch may have.
  static let sizes = 32...4096

  /// A task with what its modality suggests.
  public init(path: String, size: Int, batch: Int) {
    self.path = path
    self.size = size
    self.batch = batch
    multiplicity = 1
    augmentation = nil
    fit = nil
  }

  init(_ reader: SettingsReader, preset: Preset, training: TrainingSettings) {
    path = reader.path("task")
    size = reader.integer("size", default: preset.fixedSize ?? 224, in: Self.sizes)
    batch = reader.integer("batch", default: training.batch, in: 1...4096)
    multiplicity = reader.integer("multiplicity", default: 1, in: 1...64)
    augmentation = reader.optionalString("augmentation")
    fit = reader.optionalChoice("fit", Fit.self)
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
  /// - Throws: `DataError` if there is none.
  public func stream(_ dataset: Dataset) throws -> TaskStream {
    let name = augmentation ?? dataset.description.modality.augmentation
    return try TaskStream(
      dataset, size: size, batch: batch, multiplicity: multiplicity, fit: fit,
      augmentation: AugmentationPreset.named(name))
  }
}
