/// What an import reads, and what the user said about it. Every format takes the part that it knows.
public struct ImportRequest {
  /// What the samples become.
  public enum Kind: String, Sendable, CaseIterable {
    /// One class a sample, or one state a class.
    case labels
    /// A mask file each.
    case masks
    /// Boxes with classes.
    case boxes
    /// Each annotation's surrounding rectangle is a sample with the annotation's class.
    case regions
  }

  /// The file or folder of the data set.
  public var source: String
  /// The folder that gets `task.yaml` and its table.
  public var out: String
  /// The task's name; nil takes the folder's.
  public var name: String?
  /// How the images were made; nil where the format knows it.
  public var modality: Modality?
  /// Names and order of the classes; samples and boxes of others are left out.
  public var classes: [String]?
  /// Source's name of a class -> its name in the task.
  public var renamed: [String: String] = [:]
  /// nil takes what the format gives by itself.
  public var kind: Kind?
  /// The folder that image names start from, and below which whole paths that do not exist are told by their ends; nil
  /// searches near the source.
  public var images: String?
  /// How the path of an image becomes that of its mask; the first that leads to a file wins.
  public var maskRules: [MaskRule] = []
  /// A further source of the same format, for the validation split.
  public var validation: String?
  /// Likewise, for the test split.
  public var test: String?
  /// The source's name for a split -> ours.
  public var splits: [String: Split] = [:]
  /// Our column -> a column of the source, or a template with `{column}` parts.
  public var columns: [String: String] = [:]
  /// Rows that are kept: column -> value.
  public var wanted: [String: String] = [:]
  /// Paths that are kept.
  public var only: NamePattern?
  /// The part of a path that is the patient or slide.
  public var group: NamePattern?
  /// The part of a path that names the split, through `splits`.
  public var split: NamePattern?
  /// The part of a path that is the class.
  public var label: NamePattern?
  /// Mask value -> class name, in order.
  public var values: [(value: String, name: String)] = []
  /// The channel of multi-channel volumes, or `each`.
  public var channel: String?
  /// The fold that becomes validation.
  public var fold: Int?
  /// The size of images that no reader can open here.
  public var size: PixelSize?
  /// How run lengths count; nil tells it from the codes.
  public var encoding: RunLengthEncoding?
  /// What an empty cell of a findings table means.
  public var missing: LabelState = .unknown
  /// Written as `root:` instead of a path that was worked out, such as `${DATA}/crag`.
  public var root: String?
  /// Written as `license:`.
  public var license: String?
  /// Replaces a task that is already there.
  public var overwrites = false
  /// The command line, for the first line of `task.yaml`.
  public var command: String?

  /// Everything else is as the format has it.
  public init(source: String, out: String) {
    self.source = source
    self.out = out
  }
}
