/// A predicted box.
public struct CocoDetection: Sendable, Equatable {
  /// Where it is, in the image's pixels.
  public var box: CocoBox
  /// Class, `0..<classCount`.
  public var category: Int
  /// Higher is more certain.
  public var score: Double

  /// - Parameter score: any number but not-a-number, on one scale over all images.
  public init(box: CocoBox, category: Int, score: Double) {
    self.box = box
    self.category = category
    self.score = score
  }
}
