import Statistics

/// Which slices of a volume are samples.
enum SliceDraw {
  /// A random slice for training: every one along the axis is as likely; `any` draws the axis first.
  static func random(
    _ size: [Int], _ rule: TaskDescription.SliceRule, _ random: inout SampleRandom
  ) -> SliceSelection {
    let axis = rule.axis.index ?? random.integer(in: 0..<3)
    return SliceSelection(axis: axis, index: random.integer(in: indices(size[axis], rule)))
  }

  /// All slices for evaluation, in order; `any` takes those along the last axis, so that every voxel counts once.
  static func all(_ size: [Int], _ rule: TaskDescription.SliceRule) -> [SliceSelection] {
    let axis = rule.axis.index ?? 2
    return indices(size[axis], rule).map { SliceSelection(axis: axis, index: $0) }
  }

  /// The slices whose middle lies in the wanted part of the axis; the nearest one if there is none.
  private static func indices(_ count: Int, _ rule: TaskDescription.SliceRule) -> Range<Int> {
    let first = Int((rule.part.lowerBound * Double(count) - 0.5).rounded(.up))
    let end = Int((rule.part.upperBound * Double(count) - 0.5).rounded(.down)) + 1
    let start = min(max(first, 0), count - 1)
    return start..<min(max(end, start + 1), count)
  }
}

extension TaskDescription.SliceRule {
  /// Axes of which a part is wanted: shares of what an augmentation leaves of them would be others.
  var keptAxes: Set<Int> {
    guard part != 0...1 else { return [] }
    return axis.index.map { [$0] } ?? [0, 1, 2]
  }
}

extension TaskDescription.SliceRule.Axis {
  /// The axis, or nil for `any`.
  var index: Int? { Int(rawValue) }
}
