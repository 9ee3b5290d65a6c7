/// Dice of one class over cases, with the counts that its reading needs.
///
/// Where only one of labels and prediction is empty, Dice is 0 and the case counts, under either policy.
public struct DiceSummary: Sendable, Equatable {
  /// How a case counts where neither holds the class.
  public let policy: BothEmptyPolicy
  /// One value for each case; nil where the case is left out.
  public let perCase: [Double?]
  /// Cases where neither labels nor prediction hold the class; cases wholly ignored are not among them.
  public let bothEmptyCount: Int
  /// Cases where the prediction holds the class and the labels do not.
  public let falseAlarmCount: Int
  /// Cases where the labels hold the class and the prediction does not.
  public let missedCount: Int

  /// Dice of class `k` over cases.
  /// - Parameters:
  ///   - cases: counts of each case, all of as many classes.
  ///   - k: the class, in their `0..<classCount`.
  public init(cases: [OverlapCounts], class k: Int, bothEmpty policy: BothEmptyPolicy) {
    self.policy = policy
    let substitute: Double? = policy == .countsOne ? 1 : nil
    perCase = cases.map { $0.pixelCount == 0 ? nil : $0.dice(k) ?? substitute }
    bothEmptyCount = cases.count { $0.pixelCount > 0 && $0.truth[k] == 0 && $0.predicted[k] == 0 }
    falseAlarmCount = cases.count { $0.truth[k] == 0 && $0.predicted[k] > 0 }
    missedCount = cases.count { $0.truth[k] > 0 && $0.predicted[k] == 0 }
  }

  /// Number of cases in the mean.
  public var countedCount: Int { perCase.count { $0 != nil } }

  /// Mean over the counted cases, or nil of none.
  public var mean: Double? { Statistics.mean(perCase.compactMap { $0 }) }
}
