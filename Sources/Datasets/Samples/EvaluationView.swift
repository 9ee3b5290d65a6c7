/// How an evaluation looks at an image.
public enum EvaluationView: Sendable, Equatable {
  /// The whole image, its longest edge at this size, padded to a square.
  case letterbox(Int)
  /// Every pixel; the caller makes tiles.
  case full
}
