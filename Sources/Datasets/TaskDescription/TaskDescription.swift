import Imaging

/// A data set and what is to be learned from it: the content of a `task.yaml`.
///
/// All paths are absolute or relative to the working folder; `read` resolves them from the file's own folder.
public struct TaskDescription: Sendable, Equatable {
  /// Where the samples are listed.
  public enum Source: Sendable, Equatable {
    /// A CSV, TSV or JSON-lines table.
    case table(String)
    /// COCO annotation files: one for each split, or one for all (its images then carry a `split` or are all train).
    case coco(files: [Split: String])
    case cocoWithoutSplit(String)
    /// A folder with one folder a class, perhaps below `train`, `validation`, `test`.
    case folder(String)
  }

  /// Which 2D slices of a volume are samples.
  public struct SliceRule: Sendable, Equatable {
    public enum Axis: String, Sendable, CaseIterable {
      case first = "0"
      case second = "1"
      case third = "2"
      case any
    }

    public let axis: Axis
    /// Slices on either side that become further channels: 0 (grey) or 1 (three channels).
    public let neighbours: Int
    /// The part of the volume along the axis whose slices are samples, as shares of its length.
    ///
    /// Where slices take the label of their case, this leaves out those that cannot show it.
    public let part: ClosedRange<Double>

    public init(axis: Axis = .third, neighbours: Int = 0, part: ClosedRange<Double> = 0...1) {
      self.axis = axis
      self.neighbours = neighbours
      self.part = part
    }
  }

  /// Which patches of a whole slide are samples; all take the label of their slide, or the mask below them.
  public struct PatchRule: Sendable, Equatable {
    /// Micrometres a pixel that patches are read at; nil means the slide's own.
    public let micrometresPerPixel: Double?
    /// The least share of a patch that is tissue, in 0...1.
    public let tissue: Double

    /// Half of a patch is tissue.
    public static let standardTissue = 0.5

    public init(micrometresPerPixel: Double? = nil, tissue: Double = PatchRule.standardTissue) {
      self.micrometresPerPixel = micrometresPerPixel
      self.tissue = tissue
    }
  }

  /// Where coordinates of QuPath's outlines start on slides whose scan is smaller than their canvas (MRXS, SCN).
  public enum OutlineOrigin: String, Sendable, CaseIterable {
    /// At the corner of the scanned area: QuPath's own way.
    case scan
    /// At the corner of level 0: QuPath's way with `--no-crop`.
    case canvas
  }

  /// A stored split and what of it is used.
  public struct SplitChoice: Sendable, Equatable {
    public let path: String
    /// The fold that is validation, from 0; nil uses the stored splits.
    public let fold: Int?
    /// The share of the training samples in percent; nil uses all.
    public let percent: Double?
    /// Which of the nested random subsets, from 0.
    public let repetition: Int

    public init(path: String, fold: Int? = nil, percent: Double? = nil, repetition: Int = 0) {
      self.path = path
      self.fold = fold
      self.percent = percent
      self.repetition = repetition
    }
  }

  /// The file that was read, or the name for messages.
  public let path: String
  public let name: String
  public let labelType: LabelType
  public let modality: Modality
  public let source: Source
  /// In the order of the head's outputs; checkpoints compare them by name.
  public let classes: [String]
  public let license: String?
  /// The folder that paths in tables and annotation files are relative to.
  public let root: String
  /// The folder that mask paths are relative to.
  public let maskRoot: String
  /// Our column name -> the table's column name.
  public let columns: [String: String]
  /// Mask value map; nil means that stored values are class indices.
  public let values: ValueMap?
  public let positive: PositiveRule?
  public let uncertain: UncertainPolicy
  /// The share of the training samples that is held out for validation, in 0..<1.
  public let validation: Double
  /// The stored values that become 0 and 1; for 16-bit and float images.
  public let valueRange: ClosedRange<Double>?
  /// Page of multi-page files, from 0.
  public let page: Int
  /// Frame of files with several (time points, multi-frame DICOM), from 0; nil takes the first and says so.
  public let frame: Int?
  /// DICOM: the window whose values become 0 and 1.
  public let window: WindowChoice?
  /// Takes volumes with gaps, duplicate positions or missing spacing, and says what was assumed.
  public let acceptsIrregularGeometry: Bool
  /// Pictures and volumes that claim more are refused before memory is taken; nil takes the readers' own limits.
  public let pixelLimit: Int?
  public let voxelLimit: Int?
  public let outlineOrigin: OutlineOrigin
  /// Micrometres a pixel, where the file does not say so.
  public let micrometresPerPixel: Double?
  /// Given, DICOM files are volumes rather than pictures; nil takes the standard slices of files that are volumes
  /// anyway.
  public let slice: SliceRule?
  public let patch: PatchRule?
  /// nil takes the splits of the table.
  public let splits: SplitChoice?
  /// The quantiles of a volume that become 0 and 1; nil means its minimum and maximum.
  public let quantiles: ClosedRange<Double>?

  public init(
    path: String, name: String, labelType: LabelType, modality: Modality, source: Source, classes: [String],
    license: String? = nil, root: String, maskRoot: String? = nil, columns: [String: String] = [:],
    values: ValueMap? = nil, positive: PositiveRule? = nil, uncertain: UncertainPolicy = .ignore,
    validation: Double = 0,
    valueRange: ClosedRange<Double>? = nil, page: Int = 0, frame: Int? = nil, window: WindowChoice? = nil,
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

extension TaskDescription {
  /// The class of a name, by exact comparison.
  public func classIndex(_ name: String) -> Int? { classes.firstIndex(of: name) }

  /// The mask value map that is in force.
  public var maskValues: ValueMap { values ?? .identity(classCount: classes.count) }

  /// The class that is not foreground: the one named "background", else the first. Segmentation only.
  public var backgroundClass: Int { classIndex("background") ?? 0 }

  /// Everything that decides what the pixels of an image and a mask become.
  var decodingText: String {
    let bounds = { (range: ClosedRange<Double>?) in range.map { "\($0.lowerBound)...\($0.upperBound)" } ?? "-" }
    return "\(modality.rawValue) \(labelType.rawValue) \(classes.count) range \(bounds(valueRange)) "
      + "quantiles \(bounds(quantiles)) page \(page) \(readingText) values \(maskValues.text)"
  }

  /// Everything that decides which slices and patches are samples, and at which resolution, for fingerprints.
  var samplingText: String {
    let part = sliceRule.part
    let slices = "\(sliceRule.axis.rawValue) \(sliceRule.neighbours) \(part.lowerBound)...\(part.upperBound)"
    let resolution = { (value: Double?) in value.map { "\($0)" } ?? "-" }
    let patches = patch.map { "\(resolution($0.micrometresPerPixel)) \($0.tissue)" } ?? "-"
    return "slices \(slices) patches \(patches) mpp \(resolution(micrometresPerPixel))"
  }

  /// How medical files are read, for keys of caches.
  var readingText: String {
    "slices \(slice != nil) frame \(frame.map(String.init) ?? "-") window \(window.map { "\($0)" } ?? "-") "
      + "odd \(acceptsIrregularGeometry) limits \(pixelLimit ?? 0) \(voxelLimit ?? 0) origin \(outlineOrigin.rawValue)"
  }

  /// Masks hold 16 bits; the two largest values mark crowd regions and what is ignored.
  static let mostClasses = 65_533

  /// Micrometres a pixel that a slide can have.
  static let resolutions = 0.001...1000.0

  /// The slices that are samples, where files are volumes.
  var sliceRule: SliceRule { slice ?? SliceRule() }

  /// How pictures are read.
  func pictureOptions(longestEdgeAtLeast: Int? = nil) -> ReadOptions {
    ReadOptions(
      page: frame ?? page, valueRange: valueRange, longestEdgeAtLeast: longestEdgeAtLeast, window: window,
      pixelLimit: pixels)
  }

  /// The most pixels of a picture or mask that are read.
  var pixels: Int { pixelLimit ?? ReadOptions.defaultPixelLimit }

  /// The page of a picture's mask: a DICOM mask has the frames of its image.
  func maskPage(_ path: String) -> Int {
    ["dcm", "dicom"].contains(PathName.lowercasedExtension(path)) ? frame ?? page : page
  }

  /// How volumes are read.
  func volumeOptions(_ overrides: FileOverrides = FileOverrides()) -> VolumeReadOptions {
    VolumeReadOptions(
      frame: frame, voxelLimit: voxelLimit ?? VolumeReadOptions.defaultVoxelLimit,
      acceptsIrregularGeometry: acceptsIrregularGeometry, series: overrides.series)
  }

  /// How labels of volumes are read: the frame that is asked for, or their only one.
  var labelOptions: VolumeReadOptions {
    var options = volumeOptions()
    options.takesOnlyFrame = true
    return options
  }

  /// A file named in a table, from `root`.
  func resolved(_ file: String) -> String {
    file.hasPrefix("/") ? file : PathName.joined(root, file)
  }

  /// A mask named in a table, from `maskRoot`.
  func resolvedMask(_ file: String) -> String {
    file.hasPrefix("/") ? file : PathName.joined(maskRoot, file)
  }

  /// What is wrong with the description itself, whatever the files hold: the key, and a sentence.
  func problems() -> [(key: String, message: String)] {
    var found: [(key: String, message: String)] = []
    if !TaskName.isValid(name) {
      found.append(("name", "\"\(name)\" cannot name a task; allowed: \(TaskName.allowed)"))
    }
    if window != nil, valueRange != nil {
      found.append(("window", "both window and value_range say what becomes 0 and 1; keep one of them"))
    }
    if classes.count < labelType.fewestClasses { found.append(("classes", tooFewClasses)) }
    if classes.count > Self.mostClasses {
      found.append(("classes", "\(classes.count) of them; allowed: up to \(Self.mostClasses)"))
    }
    let doubled = Dictionary(grouping: classes, by: { $0 }).filter { $0.value.count > 1 }.keys.sorted()
    if !doubled.isEmpty { found.append(("classes", "\(doubled.quoted) listed more than once; name each class once")) }
    if labelType == .segmentation, classes.contains(ValueMap.ignoreName) {
      let word = "\"\(ValueMap.ignoreName)\" is the word for pixels to leave out, so no class of masks can have it"
      found.append(("classes", "\(word); name the class otherwise, or take it from the list and say so in values:"))
    }
    if !isReadableSource {
      let allowed = "classification: table or folder; multilabel, segmentation: table; detection: coco"
      let given = "a \(labelType.rawValue) task cannot be read from a \(source.word)"
      found.append((source.word, "\(given); allowed: \(allowed)"))
    }
    return found
  }

  private var tooFewClasses: String {
    let found = "\(classes.count) for a \(labelType.rawValue) task, so there is nothing to tell apart; "
    let allowed = "\(labelType.fewestClasses) or more are needed; "
    switch labelType {
    case .segmentation:
      return found + allowed + "name the background too: classes: [background, \(classes.first ?? "object")]"
    case .classification:
      return found + allowed + "name the other class too, or use label_type: multilabel for one finding"
    case .multilabel, .detection: return found + allowed + "list the names in the order of the outputs"
    }
  }

  private var isReadableSource: Bool {
    switch (source, labelType) {
    case (.folder, .classification), (.coco, .detection), (.cocoWithoutSplit, .detection): true
    case (.table, .classification), (.table, .multilabel), (.table, .segmentation): true
    default: false
    }
  }
}

extension TaskDescription.Source {
  /// The key that names the source in a `task.yaml`.
  var word: String {
    switch self {
    case .table: "table"
    case .coco, .cocoWithoutSplit: "coco"
    case .folder: "folder"
    }
  }
}

/// Names of tasks: they become parts of parameter keys and file names.
public enum TaskName {
  static let allowed = "lower-case letters, digits, _ and -, starting with a letter or digit"

  public static func isValid(_ name: String) -> Bool {
    let letters = Set("abcdefghijklmnopqrstuvwxyz0123456789")
    guard let first = name.first, letters.contains(first) else { return false }
    return name.allSatisfy { letters.contains($0) || $0 == "_" || $0 == "-" }
  }
}

extension Sequence where Element == String {
  /// `"a", "b", "c" and 4 more`.
  var quoted: String { quoted(atMost: 6) }

  func quoted(atMost count: Int) -> String {
    let all = Array(self)
    let shown = all.prefix(count).map { "\"\($0)\"" }.joined(separator: ", ")
    return all.count > count ? "\(shown) and \(all.count - count) more" : shown
  }
}
