/// How images of other sizes come to the task's size.
public enum Fit: String, Sendable, CaseIterable {
  /// The longest edge becomes the size; the rest is padding.
  case letterbox
  /// A random window at the image's own resolution.
  case crop

  /// Histology is looked at in its own resolution; everything else as a whole.
  public static func standard(for modality: Modality) -> Fit { modality == .histology ? .crop : .letterbox }
}
