/// A mean over classes with what it was taken over.
public struct ClassMean: Sendable, Equatable {
  /// The mean, or nil where no class enters it.
  public let value: Double?
  /// One value for each declared class, nil where it is undefined.
  public let perClass: [Double?]
  /// Number of classes in the mean.
  public let countedClasses: Int
  /// Which classes enter the mean.
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
