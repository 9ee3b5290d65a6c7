/// What one answer that is the same for every image reaches; guessing can reach more.
public enum ConstantPredictor {
  /// AUROC of a constant score, wherever it is defined.
  public static let areaUnderROC = AreaUnderROC.chance

  /// The most frequent label, the lowest on a tie; nil of none.
  public static func majorityClass(_ labels: [Int]) -> Int? {
    let counts = Dictionary(labels.map { ($0, 1) }, uniquingKeysWith: +)
    return counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
  }

  /// The confusion matrix of always answering `constant`, by default the most frequent of these labels.
  /// - Throws: `StatisticsError` if an index lies outside `0..<classCount`.
  public static func confusionMatrix(
    labels: [Int], classCount: Int, answering constant: Int? = nil
  ) throws -> ConfusionMatrix {
    let answer = constant ?? majorityClass(labels) ?? 0
    return try ConfusionMatrix(
      labels: labels, predictions: [Int](repeating: answer, count: labels.count), classCount: classCount)
  }
}
