import Imaging

/// What is known about a sample before any pixel is read.
public enum Annotation: Sendable, Equatable {
  /// The class of the whole image.
  case classIndex(Int)
  /// One state a class, in the task's order.
  case labels([LabelState])
  /// The mask's file.
  case mask(String)
  /// In pixels of the upright image.
  case boxes([LabelledBox])
}
