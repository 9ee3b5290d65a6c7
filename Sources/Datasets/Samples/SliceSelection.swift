/// One plane of a volume.
public struct SliceSelection: Sendable, Hashable {
  /// 0, 1 or 2.
  public let axis: Int
  /// The plane's number along the axis, from 0.
  public let index: Int

  /// A plane.
  public init(axis: Int, index: Int) {
    self.axis = axis
    self.index = index
  }
}
