import Imaging

/// What the model should say about a sample, in the frame of the image it comes with.
public enum Target: Sendable, Equatable {
  /// The class of the whole image.
  case classIndex(Int)
  /// One state a class.
  case labels([LabelState])
  /// Class indices, or `LabelMap.ignore`.
  case mask(LabelMap)
  /// Boxes of objects, cut at the image's edges.
  case boxes([LabelledBox])
}
