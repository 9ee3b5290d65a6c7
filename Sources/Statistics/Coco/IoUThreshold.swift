/// The overlaps (intersection over union) from which COCO counts a detection as right: 0.50, 0.55, ... 0.95.
public enum IoUThreshold: Int, Sendable, CaseIterable {
  /// Half of the two boxes' union.
  case at50
  /// The steps between, 0.05 apart.
  case at55, at60, at65, at70, at75, at80, at85, at90
  /// Nearly the same box.
  case at95

  /// The threshold, computed as numpy's `linspace` does, for boxes that lie on one exactly.
  public var value: Double {
    let step: Double = (0.95 - 0.5) / 9
    return self == .at95 ? 0.95 : 0.5 + Double(rawValue) * step
  }

  /// The bit that stands for it in a set of thresholds.
  var bit: UInt16 { 1 << UInt16(rawValue) }
}
