import Imaging

/// The samples of a foreign data set, before anything is written.
struct ImportedSet {
  let labelType: LabelType
  /// The source's names, before any renaming.
  var classes: [String]
  /// The folder that image paths start from; absolute, or relative to the working folder.
  var root: String
  var samples: [ImportedSample] = []
  /// Annotation files that were found in a source folder.
  var lists: [String] = []
  /// Files that the reading itself wrote.
  var written: [String] = []
  var report = ImportReport()
  /// What the format says about the images; the user's word goes first.
  var modality: Modality?
  /// For masks that lie in the data set: stored value -> class name, in order; empty means value = class index.
  var values: [(value: String, name: String)] = []
  /// Further keys of the description.
  var keys: [(key: String, value: String)] = []

  init(_ labelType: LabelType, classes: [String], root: String) {
    self.labelType = labelType
    self.classes = classes
    self.root = root
  }
}

/// One sample of a foreign data set.
struct ImportedSample {
  var id: String
  /// From the set's root.
  var images: [String]
  var label: ImportedLabel
  var group: String?
  var center: String?
  var split: Split?
  /// In pixels of the whole image; nil means all of it.
  var region: PixelRegion?
}

enum ImportedLabel {
  /// Index into the set's classes.
  case classIndex(Int)
  /// One cell a class: `1`, `0`, `-1` or empty.
  case states([String])
  /// A file of the data set, from the set's root.
  case mask(String)
  /// A mask that is to be drawn and written.
  case drawing(MaskDrawing)
  case boxes([ImportedBox], PixelSize?)
}

/// A box in pixels, as COCO writes it.
struct ImportedBox: Equatable {
  /// In pixels; no image reaches that far.
  static let mostCoordinate = 1e9

  var x: Double
  var y: Double
  var width: Double
  var height: Double
  /// Index into the set's classes.
  var label: Int
  var isCrowd = false

  var isWithinLimits: Bool { [x, y, x + width, y + height].allSatisfy { abs($0) <= Self.mostCoordinate } }
}
