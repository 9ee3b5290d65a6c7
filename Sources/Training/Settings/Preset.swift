/// The paper's variants. What the paper leaves open (sizes, batches, augmentation) stays in the tasks.
public enum Preset: String, Sendable, CaseIterable {
  /// No variant: the program's own defaults.
  case none
  /// UMedPT: norms without parameters, each task its own image size, learning rate 1e-3.
  case paper
  /// Every task at 224 x 224, norms without parameters.
  case umedptFixed = "umedpt-fixed"
  /// Every task at 224 x 224, norms with parameters.
  case umedptA = "umedpt-a"

  /// The image size of every task, where the variant fixes it.
  var fixedSize: Int? { self == .umedptFixed || self == .umedptA ? 224 : nil }
}
