/// A predicted box.
public struct CocoDetection: Sendable, Equatable {
  /// Where it is, in the image's pixels.
  public var box: CocoBox
  /// The class, in `0..<classCount`.
  public var category: Int
  /// How certain the model is; higher is more certain.
  public var score: Double

  /// A box that a model found.
  /// - Parameter score: any number but not-a-number, on one scale over all images.
  public init(box: CocoBox, category: Int, score: Double) {
    self.box = box
    self.category = category
    self.score = score
  }
}
