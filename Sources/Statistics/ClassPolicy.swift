/// Which of K declared classes enter a mean over classes.
public enum ClassPolicy: String, Sendable, Codable, CaseIterable {
  /// Classes that occur among the labels or the predictions; what scikit-learn does when no labels are named.
  /// The value does not change when more classes are declared.
  case presentClasses = "present_classes"
  /// All K classes; one that occurs nowhere counts 0, as scikit-learn's `labels=range(K), zero_division=0`.
  case declaredClasses = "declared_classes"
}

/// A mean over classes with what it was taken over.
public struct ClassMean: Sendable, Equatable {
  /// The mean, or nil where no class enters it.
  public let value: Double?
  /// One value for each declared class, nil where it is undefined.
  public let perClass: [Double?]
  /// Number of classes in the mean.
  public let countedClasses: Int
  public let policy: ClassPolicy

  /// Under `presentClasses` the mean of the values that are defined; under `declaredClasses` the mean of all, an
  /// undefined one counting `substitute`, or no mean at all where that is nil.
  init(perClass: [Double?], policy: ClassPolicy, substitute: Double?) {
    let counted = policy == .presentClasses ? perClass.filter { $0 != nil } : perClass.map { $0 ?? substitute }
    let values = counted.compactMap { $0 }
    self.perClass = perClass
    self.policy = policy
    countedClasses = values.count
    value = values.count == counted.count ? mean(values) : nil
  }
}
