/// What Dice is where neither the labels nor the prediction hold the class.
public enum BothEmptyPolicy: String, Sendable, Codable, CaseIterable {
  /// The prediction is right: the case counts 1.
  case countsOne = "both_empty_counts_one"
  /// The case says nothing and is left out.
  case skipped = "both_empty_skipped"
}
