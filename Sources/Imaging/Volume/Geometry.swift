import Foundation

// Axes: i, j, k are a volume's own voxel axes; x, y, z run towards the patient's right, front and head (RAS).

/// Where the voxels of a volume lie, in RAS millimetres: the only geometry of this package.
///
/// `place = origin + direction * (spacing * voxel)`. Formats that speak LPS are turned on the way in and out.
public struct Geometry: Sendable, Equatable {
  /// Voxels along i, j, k.
  public let size: [Int]
  /// Millimetres between voxel centres along i, j, k: the norms of the affine's columns, right for oblique axes too.
  public let spacing: [Double]
  /// Place of the centre of voxel (0, 0, 0).
  public let origin: [Double]
  /// Row-major 3 x 3; column a is the unit direction of axis a.
  public let direction: [Double]

  /// A grid from its numbers, which are taken as they are.
  public init(size: [Int], spacing: [Double], origin: [Double], direction: [Double]) {
    precondition(size.count == 3 && spacing.count == 3 && origin.count == 3 && direction.count == 9, "three axes")
    (self.size, self.spacing, self.origin, self.direction) = (size, spacing, origin, direction)
  }

  /// From the upper three rows of an affine, row-major: `[a b c t]` for x, y and z.
  /// - Throws: `ImageError` when a number is not finite, a column is zero, or the columns lie in one plane.
  public init(size: [Int], affine: [Double]) throws {
    guard affine.allSatisfy(\.isFinite) else { throw ImageError("the geometry holds a value that is no number") }
    let norms = (0..<3).map { (axis: Int) -> Double in
      Vector.norm([affine[axis], affine[4 + axis], affine[8 + axis]])
    }
    guard norms.allSatisfy({ $0 > 1e-9 && $0 < 1e9 }) else {
      let text = norms.map(Self.text).joined(separator: " x ")
      throw ImageError("the geometry has an axis without extent: spacing \(text) mm")
    }
    let direction = (0..<9).map { (index: Int) -> Double in affine[index / 3 * 4 + index % 3] / norms[index % 3] }
    guard abs(Vector.determinant(direction)) > 1e-6 else {
      throw ImageError("the geometry is singular: its three axes lie in one plane")
    }
    self.init(size: size, spacing: norms, origin: [affine[3], affine[7], affine[11]], direction: direction)
  }

  /// The upper three rows of the affine from voxels to places, row-major.
  public var affine: [Double] {
    (0..<3).flatMap { (index: Int) -> [Double] in
      let scaled = zip(row(index), spacing).map { $0 * $1 }
      return scaled + [origin[index]]
    }
  }

  /// The place of a voxel index, which may be fractional or outside.
  public func place(ofVoxel voxel: [Double]) -> [Double] {
    let steps = zip(spacing, voxel).map { $0 * $1 }
    return (0..<3).map { origin[$0] + Vector.dot(row($0), steps) }
  }

  /// The fractional voxel index at a place.
  public func voxel(atPlace place: [Double]) -> [Double] {
    let inverse = Vector.inverse(direction)
    let offset = Vector.difference(place, origin)
    return (0..<3).map { Vector.dot(Array(inverse[$0 * 3..<$0 * 3 + 3]), offset) / spacing[$0] }
  }

  /// Where the axes run, one letter each: `RAS`, `LPS`, `PSR` and so on.
  public var orientation: String {
    let letters: [(Character, Character)] = [("L", "R"), ("P", "A"), ("I", "S")]
    let order = AxisTurn(direction)
    var names = [Character](repeating: "?", count: 3)
    for world in 0..<3 {
      names[order.axes[world]] = order.isReversed[world] ? letters[world].0 : letters[world].1
    }
    return String(names)
  }

  /// How far the axes are from right angles, in degrees; 0 for all but sheared volumes.
  public var shear: Double {
    let columns = (0..<3).map(column)
    let angles = [
      Vector.angle(columns[0], columns[1]), Vector.angle(columns[0], columns[2]), Vector.angle(columns[1], columns[2]),
    ]
    return angles.map { abs(90 - $0) }.max() ?? 0
  }

  func column(_ axis: Int) -> [Double] { [direction[axis], direction[3 + axis], direction[6 + axis]] }

  private func row(_ index: Int) -> [Double] { Array(direction[index * 3..<index * 3 + 3]) }

  static func text(_ value: Double) -> String {
    let rounded = (value * 1e4).rounded() / 1e4
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : String(rounded)
  }
}

extension Geometry {
  /// 0.01 mm: far above what writers round away, far below any voxel of a scanner.
  public static let largestTolerance = 0.01

  /// How far two grids that count as one may lie apart, in millimetres: a tenth of the smallest distance of voxels, and
  /// 0.01 mm at most. Volumes of microscopes have voxels below that.
  public func tolerance(to other: Geometry) -> Double {
    min(Self.largestTolerance, ((spacing + other.spacing).min() ?? 1) / 10)
  }

  /// The largest distance between corresponding corner voxels, and the largest angle between corresponding axes.
  public func difference(to other: Geometry) -> (millimetres: Double, degrees: Double) {
    var distance = 0.0
    for corner in 0..<8 {
      let (mine, theirs) = (self.corner(corner), other.corner(corner))
      distance = max(distance, Vector.norm(Vector.difference(mine, theirs)))
    }
    let degrees = (0..<3).map { Vector.angle(column($0), other.column($0)) }.max() ?? 0
    return (distance, degrees)
  }

  /// How far two grids lie apart that are one but for rounding.
  public struct Rounding: Sendable, Equatable {
    /// Between corresponding corner voxels, at most.
    public let millimetres: Double
    /// The same in voxels, along the axis where it is most.
    public let voxels: Double
  }

  /// A tenth of a voxel moves no label to another voxel.
  public static let mostRounding = 0.1

  /// The distance to a grid that differs by rounded spacing or directions only; nil where the grids are one within
  /// `tolerance(to:)` anyway, and where they are not one.
  ///
  /// What a header rounds grows with the distance from the first stored voxel, which may be any corner once the axes
  /// are turned. So one corner has to agree within `tolerance(to:)`, and all others within a tenth of a voxel along
  /// each axis. A shift moves all corners, a flip or another orientation moves some by whole voxels.
  public func rounding(to other: Geometry) -> Rounding? {
    guard size == other.size else { return nil }
    let distances = (0..<8).map { Vector.norm(Vector.difference(corner($0), other.corner($0))) }
    let tolerance = tolerance(to: other)
    guard let nearest = distances.min(), let farthest = distances.max(), nearest <= tolerance, farthest > tolerance
    else { return nil }
    let inVoxels = (0..<8).flatMap { (bits: Int) -> [Double] in
      zip(voxel(atPlace: other.corner(bits)), cornerVoxel(bits)).map { abs($0 - $1) }
    }
    guard let most = inVoxels.max(), most <= Self.mostRounding else { return nil }
    return Rounding(millimetres: farthest, voxels: most)
  }

  private func cornerVoxel(_ bits: Int) -> [Double] {
    (0..<3).map { (axis: Int) -> Double in bits >> axis & 1 == 1 ? Double(size[axis] - 1) : 0 }
  }

  private func corner(_ bits: Int) -> [Double] { place(ofVoxel: cornerVoxel(bits)) }

  /// Requires that two grids are one.
  /// - Parameters:
  ///   - tolerance: in millimetres, at the corners; nil for `tolerance(to:)`, and for what `rounding(to:)` explains.
  ///   - fileOrientations: letters for the error, where the axes were turned on reading.
  /// - Throws: `GeometryError` with both sizes, or the distance, the angle and both orientations.
  public func require(
    sameAs other: Geometry, tolerance: Double? = nil, fileOrientations: (String, String)? = nil
  ) throws {
    let allowed = tolerance ?? self.tolerance(to: other)
    let letters = fileOrientations ?? (orientation, other.orientation)
    guard size == other.size else { throw GeometryError(sizes: (size, other.size), orientations: letters) }
    let found = difference(to: other)
    if found.millimetres <= allowed || tolerance == nil && rounding(to: other) != nil { return }
    throw GeometryError(difference: found, tolerance: allowed, orientations: letters)
  }
}

/// Two grids that should be one and are not.
public struct GeometryError: Error, CustomStringConvertible, Equatable {
  /// How the grids differ, and by how much they may.
  public let description: String

  init(sizes: ([Int], [Int]), orientations: (String, String)) {
    let texts = [sizes.0, sizes.1].map { $0.map(String.init).joined(separator: " x ") }
    description =
      "the grids have \(texts[0]) voxels (stored \(orientations.0)) and \(texts[1]) (stored \(orientations.1))"
  }

  init(difference: (millimetres: Double, degrees: Double), tolerance: Double, orientations: (String, String)) {
    let (distance, angle) = (Self.text(difference.millimetres), Geometry.text(difference.degrees))
    description =
      "the grids differ by up to \(distance) mm and \(angle) degrees (stored \(orientations.0) and \(orientations.1)); "
      + "at most \(Self.text(tolerance)) mm are allowed, "
      + "or a tenth of a voxel where one corner agrees"
  }

  /// Two digits at least, also of what is far below a millimetre.
  private static func text(_ millimetres: Double) -> String {
    millimetres < 0.01 ? String(format: "%.2g", millimetres) : Geometry.text(millimetres)
  }
}
