import Imaging

/// What the model should say about a sample, in the frame of the image it comes with.
public enum Target: Sendable, Equatable {
  /// The class of the whole image.
  case classIndex(Int)
  /// One state a class.
  case labels([LabelState])
  /// Class indices, or `LabelMap.ignore`.
  case mask(LabelMap)
  /// Of objects, cut at the image's edges.
  case boxes([LabelledBox])
}

/// How images of other sizes come to the task's size.
public enum Fit: String, Sendable, CaseIterable {
  /// The longest edge becomes the size; the rest is padding.
  case letterbox
  /// A random window at the image's own resolution.
  case crop

  /// Histology is looked at in its own resolution; everything else as a whole.
  public static func standard(for modality: Modality) -> Fit { modality == .histology ? .crop : .letterbox }
}

/// One plane of a volume.
public struct SliceSelection: Sendable, Hashable {
  /// 0, 1 or 2.
  public let axis: Int
  /// The plane's number along the axis, from 0.
  public let index: Int

  /// A plane.
  public init(axis: Int, index: Int) {
    self.axis = axis
    self.index = index
  }
}

/// A record, or one slice of it.
public struct SampleReference: Sendable, Equatable {
  /// Where the sample is listed.
  public let record: SampleRecord
  /// nil for pictures; nil for a volume too where a training draw chooses the slice.
  public let slice: SliceSelection?
  /// nil for everything but patches of slides.
  public let patch: PatchSelection?

  /// A record as a whole, or a slice or patch of it.
  public init(_ record: SampleRecord, slice: SliceSelection? = nil, patch: PatchSelection? = nil) {
    self.record = record
    self.slice = slice
    self.patch = patch
  }

  /// The record's id, with `#x`, `#y` or `#z` and the slice's number for a slice of a volume, and `@x,y` in level-0
  /// pixels for a patch of a slide.
  public var id: String {
    if let patch { return "\(record.id)@\(patch.x),\(patch.y)" }
    guard let slice else { return record.id }
    return "\(record.id)#\(["x", "y", "z"][slice.axis])\(slice.index)"
  }
}

/// A sample that could not be made, with the names a person needs to find it.
public struct SampleError: Error, CustomStringConvertible {
  /// The task's name.
  public let task: String
  /// The sample's id.
  public let id: String
  /// What went wrong; it names the file.
  public let cause: any Error

  /// Task, sample and cause.
  public var description: String { "task \(task), sample \"\(id)\": \(cause)" }
}
