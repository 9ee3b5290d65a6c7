import Statistics

/// Which slices of a volume are samples.
enum SliceDraw {
  /// A random slice for training: every one along the axis is as likely; `any` draws the axis first.
  static func random(
    _ size: [Int], _ rule: TaskDescription.SliceRule, _ random: inout SampleRandom
  ) -> SliceSelection {
    let axis = rule.axis.index ?? random.integer(in: 0..<3)
    return SliceSelection(axis: axis, index: random.integer(in: 0..<size[axis]))
  }

  /// All slices for evaluation, in order; `any` takes those along the last axis, so that every voxel counts once.
  static func all(_ size: [Int], _ rule: TaskDescription.SliceRule) -> [SliceSelection] {
    let axis = rule.axis.index ?? 2
    return (0..<size[axis]).map { SliceSelection(axis: axis, index: $0) }
  }
}

extension TaskDescription.SliceRule.Axis {
  /// The axis, or nil for `any`.
  var index: Int? { Int(rawValue) }
}
