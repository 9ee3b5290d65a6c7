/// Which of K declared classes enter a mean over classes.
public enum ClassPolicy: String, Sendable, Codable, CaseIterable {
  /// Classes that occur among the labels or the predictions; what scikit-learn does when no labels are named.
  /// The value does not change when more classes are declared.
  case presentClasses = "present_classes"
  /// All K classes; one that occurs nowhere counts 0, as scikit-learn's `labels=range(K), zero_division=0`.
  case declaredClasses = "declared_classes"
}
