/// A record, or one slice or patch of it.
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
