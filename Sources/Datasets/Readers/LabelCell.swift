/// Reads one cell of a multi-label column.
enum LabelCell {
  /// The state, or nil if the cell is none.
  static func state(_ cell: String, positive: PositiveRule?, uncertain: UncertainPolicy) -> LabelState? {
    if cell.isEmpty { return .unknown }
    if cell == "u" || cell == "U" { return uncertain.state }
    guard let value = Double(cell), value.isFinite else { return nil }
    if let positive {
      // A count is never -1: it marks an uncertain label there as well.
      if value == -1, !positive.isForSignedNumbers { return uncertain.state }
      return positive.holds(value) ? .positive : .negative
    }
    switch value {
    case 1: return .positive
    case 0: return .negative
    case -1: return uncertain.state
    default: return nil
    }
  }
}
