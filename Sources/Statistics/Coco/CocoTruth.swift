/// A labelled box.
public struct CocoTruth: Sendable, Equatable {
  /// Where it is, in the image's pixels.
  public var box: CocoBox
  /// The class, in `0..<classCount`.
  public var category: Int
  /// Whether it is one box around a group: it is then no miss, and detections inside it are no false alarms.
  public var isCrowd: Bool
  /// Whether it counts neither as a miss nor, where a detection matches it, as a false alarm; compared by plain IoU.
  public var isIgnored: Bool
  /// The object's area in square pixels, which decides the size range; as COCO files give it, it is smaller than its
  /// box's.
  public var area: Double

  /// A box that a person drew.
  /// - Parameter area: in square pixels; the box's where left out.
  public init(box: CocoBox, category: Int, isCrowd: Bool = false, isIgnored: Bool = false, area: Double? = nil) {
    self.box = box
    self.category = category
    self.isCrowd = isCrowd
    self.isIgnored = isIgnored
    self.area = area ?? box.area
  }
}
