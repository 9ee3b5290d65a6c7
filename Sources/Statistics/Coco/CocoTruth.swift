/// A labelled box.
public struct CocoTruth: Sendable, Equatable {
  /// Where it is, in the image's pixels.
  public var box: CocoBox
  /// Class, `0..<classCount`.
  public var category: Int
  /// One box around a group: it is no miss, and detections inside it are no false alarms.
  public var isCrowd: Bool
  /// Neither a miss nor, where a detection matches it, a false alarm; compared by plain IoU.
  public var isIgnored: Bool
  /// Decides the size range; COCO files give the object's area, which is smaller than its box's.
  public var area: Double

  /// - Parameter area: the box's where left out.
  public init(box: CocoBox, category: Int, isCrowd: Bool = false, isIgnored: Bool = false, area: Double? = nil) {
    self.box = box
    self.category = category
    self.isCrowd = isCrowd
    self.isIgnored = isIgnored
    self.area = area ?? box.area
  }
}
