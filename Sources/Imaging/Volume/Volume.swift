// Axes: x, y, z towards the patient's right, front and head (RAS).

/// A volume in memory: float32 voxels in RAS order, x fastest, then y, then z; geometry in millimetres.
public struct Volume: Sendable {
  /// Where the voxels lie; its axes run to right, front and head.
  public let geometry: Geometry
  /// The same places on the file's own axes: what a prediction is written back in.
  public let fileGeometry: Geometry
  /// `size[0] * size[1] * size[2]` values.
  public var voxels: [Float]
  /// Low values are bright (MONOCHROME1): `normalised` and `scaled` turn them after the values have come to 0...1.
  public let isInverted: Bool
  /// Frames of the file, of which this is one.
  public let frameCount: Int
  /// Gaps or missing places were accepted.
  var isAssumed = false

  /// For the labels of this image.
  public var grid: ImageGrid { ImageGrid(geometry, isAssumed: isAssumed) }

  /// - Parameter fileGeometry: the axes as stored; `geometry` where it was read from no file.
  public init(
    geometry: Geometry, fileGeometry: Geometry? = nil, voxels: [Float], isInverted: Bool = false, frameCount: Int = 1
  ) {
    precondition(geometry.size.reduce(1, *) == voxels.count, "the voxels are not x * y * z")
    (self.geometry, self.fileGeometry, self.voxels) = (geometry, fileGeometry ?? geometry, voxels)
    (self.isInverted, self.frameCount) = (isInverted, frameCount)
  }

  /// A volume of these numbers, on axes that run to right, front and head.
  public init(size: [Int], spacing: [Double], origin: [Double], direction: [Double], voxels: [Float]) {
    self.init(
      geometry: Geometry(size: size, spacing: spacing, origin: origin, direction: direction), voxels: voxels)
  }

  /// Voxels along x, y, z.
  public var size: [Int] { geometry.size }
  /// Millimetres between voxel centres along x, y, z.
  public var spacing: [Double] { geometry.spacing }
  /// Place of voxel (0, 0, 0), RAS millimetres.
  public var origin: [Double] { geometry.origin }
  /// Row-major 3 x 3; column a is the direction of axis a in RAS.
  public var direction: [Double] { geometry.direction }

  /// The voxel at a place, each from 0.
  public subscript(x: Int, y: Int, z: Int) -> Float { voxels[(z * size[1] + y) * size[0] + x] }

  /// Requires that `labels` lie on this volume's grid.
  /// - Parameter tolerance: in millimetres; nil for that of `Geometry.tolerance(to:)` and for what rounded headers
  ///   explain.
  /// - Throws: `GeometryError` that names sizes or the distance, and how both files are oriented.
  public func requireSameGrid(as labels: Volume, tolerance: Double? = nil) throws {
    try geometry.require(
      sameAs: labels.geometry, tolerance: tolerance,
      fileOrientations: (fileGeometry.orientation, labels.fileGeometry.orientation))
  }
}
