import Datasets
import Imaging
import Models

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
  /// The divisor of a detection task's loss, which training alone needs; nil elsewhere, and in checkpoints that were
  /// written before it was kept: `classes`.
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
      /// The page of a TIFF, from 0.
      public var page: Int
      /// The frame of a DICOM file, from 0.
      public var frame: Int?
      /// Which slices of volumes are taken.
      public var slice: Slice?
      /// The resolution of the patches of slides, in micrometres a pixel.
      public var patchMicrometresPerPixel: Double?
      /// The resolution of slides that do not say it, in micrometres a pixel.
      public var micrometresPerPixel: Double?
      // The keys below are nil in checkpoints that were written before they were kept.
      /// The map of stored mask values that was in force, of segmentation: `{0: background, 255: gland}`.
      public var values: String?
      /// Whether series with gaps or uneven distances are read.
      public var irregularGeometry: Bool?
      /// Where the outlines of slides count from.
      public var outlineOrigin: String?
      /// The least share of tissue in a patch of a slide.
      public var patchTissue: Double?
      /// The numbers that make a label present, of multi-label columns: `> 0`.
      public var positive: String?
      /// What an uncertain label counts as, of multi-label columns.
      public var uncertain: String?
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

  /// The configuration of a described task.
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
    guard task.labelType == .multilabel else { return }
    // A key that was left out is told apart from one that was not kept.
    positive = task.positive?.text ?? "none"
    uncertain = task.uncertain.rawValue
  }

  private static func text(_ window: WindowChoice) -> String {
    switch window {
    case .file: "file"
    case .values(let center, let width): "[\(center), \(width)]"
    }
  }
}

extension Fit: Codable {}
