/// Where the voxels of an image lie.
public struct ImageGrid: Sendable, Equatable {
  /// The grid; its axes run to right, front and head.
  public var geometry: Geometry
  /// Gaps or missing places were accepted: planes do not lie where their slices were.
  public var isAssumed: Bool

  /// A grid of a geometry.
  public init(_ geometry: Geometry, isAssumed: Bool = false) {
    (self.geometry, self.isAssumed) = (geometry, isAssumed)
  }
}
