import Imaging

/// What is known about a sample before any pixel is read.
public enum Annotation: Sendable, Equatable {
  case classIndex(Int)
  /// One state a class, in the task's order.
  case labels([LabelState])
  /// The mask's file.
  case mask(String)
  /// In pixels of the upright image.
  case boxes([LabelledBox])
}

/// One sample of a data set: a name, files, and a label.
public struct SampleRecord: Sendable, Equatable {
  /// Text, unique within the task.
  public let id: String
  /// Usually one; several images of one case are listed in order.
  public let imagePaths: [String]
  /// Patient or slide: it stays in one split.
  public let group: String?
  /// Hospital or scanner.
  public let center: String?
  public let split: Split
  public let annotation: Annotation
  /// Regions with many objects that were not told apart: left out of training, not counted against a prediction.
  public let crowdBoxes: [LabelledBox]
  /// The size that the annotations were made for, where their file says so.
  public let listedSize: PixelSize?
  /// Line or entry that lists the sample, for messages.
  public let place: String

  public init(
    id: String, imagePaths: [String], group: String? = nil, center: String? = nil, split: Split,
    annotation: Annotation, crowdBoxes: [LabelledBox] = [], listedSize: PixelSize? = nil, place: String
  ) {
    self.id = id
    self.imagePaths = imagePaths
    self.group = group
    self.center = center
    self.split = split
    self.annotation = annotation
    self.crowdBoxes = crowdBoxes
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

  /// The same sample in another split.
  func moved(to split: Split) -> SampleRecord {
    SampleRecord(
      id: id, imagePaths: imagePaths, group: group, center: center, split: split, annotation: annotation,
      crowdBoxes: crowdBoxes, listedSize: listedSize, place: place)
  }

  /// The label as text, for fingerprints.
  var labelText: String {
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

/// Height and width in pixels.
public struct PixelSize: Sendable, Equatable, Hashable {
  public let height: Int
  public let width: Int

  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }
}

/// What a reader made of a source: samples, and what it noticed on the way.
struct Reading {
  var records: [SampleRecord] = []
  var findings: [Finding] = []
}
