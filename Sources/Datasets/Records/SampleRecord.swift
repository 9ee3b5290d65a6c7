import Imaging

/// One sample of a data set: a name, files, and a label.
public struct SampleRecord: Sendable, Equatable {
  /// Text, unique within the task.
  public let id: String
  /// Usually one; several images of one case are listed in order.
  public let imagePaths: [String]
  /// Patient or slide: it stays in one split.
  public let group: String?
  /// Hospital or scanner, for whoever compares scores by it: splits, training and scores do not depend on it.
  public let center: String?
  /// What the sample is for.
  public let split: Split
  /// Its label, or where that lies.
  public let annotation: Annotation
  /// Regions with many objects that were not told apart: in training their area is background; what is found there
  /// does not count against a prediction.
  public let crowdBoxes: [LabelledBox]
  /// The part of the image that the sample is; nil means all of it.
  public let region: PixelRegion?
  /// How its files are read, where the table says so.
  public let overrides: FileOverrides
  /// The size that the annotations were made for, where their file says so.
  public let listedSize: PixelSize?
  /// Line or entry that lists the sample, for messages.
  public let place: String

  /// A record; what is left out is not known, or nothing.
  public init(
    id: String, imagePaths: [String], group: String? = nil, center: String? = nil, split: Split,
    annotation: Annotation, crowdBoxes: [LabelledBox] = [], region: PixelRegion? = nil,
    overrides: FileOverrides = FileOverrides(), listedSize: PixelSize? = nil, place: String
  ) {
    self.id = id
    self.imagePaths = imagePaths
    self.group = group
    self.center = center
    self.split = split
    self.annotation = annotation
    self.crowdBoxes = crowdBoxes
    self.region = region
    self.overrides = overrides
    self.listedSize = listedSize
    self.place = place
  }
}

extension SampleRecord {
  /// The mask's file, for segmentation.
  public var maskPath: String? {
    if case .mask(let path) = annotation { path } else { nil }
  }

  /// Every file that the sample needs.
  var files: [String] { imagePaths + (maskPath.map { [$0] } ?? []) }

  /// The same sample with other paths of its files.
  func withFiles(_ path: (String) -> String) -> SampleRecord {
    let annotation: Annotation = if case .mask(let mask) = annotation { .mask(path(mask)) } else { annotation }
    return SampleRecord(
      id: id, imagePaths: imagePaths.map(path), group: group, center: center, split: split, annotation: annotation,
      crowdBoxes: crowdBoxes, region: region, overrides: overrides, listedSize: listedSize, place: place)
  }

  /// The same sample in another split.
  func moved(to split: Split) -> SampleRecord {
    SampleRecord(
      id: id, imagePaths: imagePaths, group: group, center: center, split: split, annotation: annotation,
      crowdBoxes: crowdBoxes, region: region, overrides: overrides, listedSize: listedSize,
      place: place)
  }

  /// The label as text, and what part of the image it belongs to, for fingerprints.
  var labelText: String {
    annotationText + (region.map { " region \($0.text)" } ?? "") + overrides.text
  }

  private var annotationText: String {
    switch annotation {
    case .classIndex(let index): return "class \(index)"
    case .labels(let states): return "labels " + states.map { String($0.rawValue) }.joined(separator: " ")
    case .mask(let path): return "mask \(path.split(separator: "/").last ?? "")"
    case .boxes(let boxes):
      let all = boxes.map(Self.text) + ["crowd"] + crowdBoxes.map(Self.text)
      return "boxes " + all.joined(separator: " ")
    }
  }

  private static func text(_ box: LabelledBox) -> String { "\(box.label):\(box.x0),\(box.y0),\(box.x1),\(box.y1)" }
}
