import Imaging

/// A data set and what is to be learned from it: the content of a `task.yaml`.
///
/// All paths are absolute or relative to the working folder; `read` resolves them from the file's own folder.
public struct TaskDescription: Sendable, Equatable {
  /// The file that was read, or the name for messages.
  public let path: String
  /// Names the task's head in checkpoints; see `TaskName`.
  public let name: String
  /// What a label is.
  public let labelType: LabelType
  /// How the images were made.
  public let modality: Modality
  /// Where the samples are listed.
  public let source: Source
  /// In the order of the head's outputs; checkpoints compare them by name.
  public let classes: [String]
  /// As the source states it.
  public let license: String?
  /// The folder that paths in tables and annotation files are relative to.
  public let root: String
  /// The folder that mask paths are relative to.
  public let maskRoot: String
  /// Our column name -> the table's column name.
  public let columns: [String: String]
  /// Mask value map; nil means that stored values are class indices.
  public let values: ValueMap?
  /// What makes a label of a number; nil takes 1 and 0. Multi-label only.
  public let positive: PositiveRule?
  /// What an uncertain label counts as. Multi-label only.
  public let uncertain: UncertainPolicy
  /// The share of the training samples that is held out for validation, in 0..<1.
  public let validation: Double
  /// The stored values that become 0 and 1; for 16-bit and float images.
  public let valueRange: ClosedRange<Double>?
  /// Page of multi-page pictures such as TIFF, from 0.
  public let page: Int
  /// Frame of volumes with several (time points) and of multi-frame DICOM, from 0; nil takes the first and says so.
  public let frame: Int?
  /// The window of DICOM files and volumes whose ends become 0 and 1; not beside `valueRange`.
  public let window: WindowChoice?
  /// Takes volumes with gaps, duplicate positions or missing spacing, and says what was assumed.
  public let acceptsIrregularGeometry: Bool
  /// Pictures and masks that claim more pixels are refused before memory is taken; nil takes the reader's own limit.
  public let pixelLimit: Int?
  /// Volumes that claim more voxels are refused before memory is taken; nil takes the reader's own limit.
  public let voxelLimit: Int?
  /// Where coordinates of slides' outlines start.
  public let outlineOrigin: OutlineOrigin
  /// Micrometres a pixel, where the file does not say so.
  public let micrometresPerPixel: Double?
  /// Given, DICOM files are volumes rather than pictures; nil takes the standard slices of files that are volumes
  /// anyway.
  public let slice: SliceRule?
  /// Given, TIFF files are slides; nil takes the standard patches of files that are slides anyway.
  public let patch: PatchRule?
  /// nil takes the splits of the table.
  public let splits: SplitChoice?
  /// The quantiles of a volume that become 0 and 1, each in 0...1, where neither `valueRange` nor `window` says it; nil
  /// means those of `VolumeScale` for MRI, else its minimum and maximum.
  public let quantiles: ClosedRange<Double>?

  /// A description; keys that are left out have the defaults of a `task.yaml`, and `maskRoot` is `root`.
  public init(
    path: String, name: String, labelType: LabelType, modality: Modality, source: Source, classes: [String],
    license: String? = nil, root: String, maskRoot: String? = nil, columns: [String: String] = [:],
    values: ValueMap? = nil, positive: PositiveRule? = nil, uncertain: UncertainPolicy = .ignore,
    validation: Double = 0, valueRange: ClosedRange<Double>? = nil, page: Int = 0, frame: Int? = nil,
    window: WindowChoice? = nil,
    acceptsIrregularGeometry: Bool = false, pixelLimit: Int? = nil, voxelLimit: Int? = nil,
    outlineOrigin: OutlineOrigin = .scan, micrometresPerPixel: Double? = nil,
    slice: SliceRule? = nil, patch: PatchRule? = nil, splits: SplitChoice? = nil,
    quantiles: ClosedRange<Double>? = nil
  ) {
    self.path = path
    self.name = name
    self.labelType = labelType
    self.modality = modality
    self.source = source
    self.classes = classes
    self.license = license
    self.root = root
    self.maskRoot = maskRoot ?? root
    self.columns = columns
    self.values = values
    self.positive = positive
    self.uncertain = uncertain
    self.validation = validation
    self.valueRange = valueRange
    self.page = page
    self.frame = frame
    self.window = window
    self.acceptsIrregularGeometry = acceptsIrregularGeometry
    self.pixelLimit = pixelLimit
    self.voxelLimit = voxelLimit
    self.outlineOrigin = outlineOrigin
    self.micrometresPerPixel = micrometresPerPixel
    self.slice = slice
    self.patch = patch
    self.splits = splits
    self.quantiles = quantiles
  }
}
