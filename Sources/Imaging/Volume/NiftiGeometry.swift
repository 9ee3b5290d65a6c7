/// The affine of a NIfTI or Analyze header, and what had to be chosen.
///
/// The sform counts when its code is above 0, then the qform, as nibabel does. Without both, axes are taken as Analyze
/// has them: x to the left, the middle of the volume at the origin.
struct NiftiGeometry {
  private(set) var notes: [String] = []
  private(set) var geometry: Geometry

  init(_ header: NiftiHeader, size: [Int], acceptsMissing: Bool) throws {
    var notes: [String] = []
    let sform = header.sformCode > 0 ? try? Geometry(size: size, affine: header.sform) : nil
    let singular = ImageError("damaged \(header.name): the sform is singular")
    if header.sformCode > 0, sform == nil, header.qformCode <= 0 { throw singular }
    // A usable sform has the spacing in it; everything else needs pixdim.
    let spacing = try Self.spacing(
      header, size, isNeeded: sform == nil, acceptsMissing: acceptsMissing, &notes)
    let scale = Self.unitScale(header, &notes)
    let qform = header.qformCode > 0 ? Self.qform(header, spacing) : nil
    if header.version != .analyze {
      if header.sformCode > 0, sform == nil { notes.append("the sform is singular or no number and was left out") }
      if header.qformCode > 0, qform == nil { notes.append("the qform's quaternion is impossible and was left out") }
    }
    if let sform, let qform { notes += Self.conflict(sform, qform, header, scale: scale) }
    if header.sformCode > 0, sform == nil, qform == nil { throw singular }
    if header.version != .analyze, header.qformCode > 0, sform == nil, qform == nil, !acceptsMissing {
      throw ImageError(
        "damaged \(header.name): the qform's quaternion is impossible, and there is no sform; "
          + "set irregular_geometry: true to take the axes as LAS")
    }
    let chosen = try sform ?? qform.map { try Geometry(size: size, affine: $0.affine) }
    if chosen == nil {
      let place = Self.originator(header, size) == nil ? "in the middle, as Analyze has it" : "where SPM has put it"
      notes.append("no orientation on disk: taken as LAS with the origin \(place)")
    }
    geometry = Self.scaled(chosen ?? Self.analyze(header, size, spacing), by: scale)
    self.notes = notes + Self.oddities(geometry, header, spacing: Vector.scaled(spacing, scale))
  }

  /// `pixdim[1...3]`, made positive.
  private static func spacing(
    _ header: NiftiHeader, _ size: [Int], isNeeded: Bool, acceptsMissing: Bool, _ notes: inout [String]
  ) throws -> [Double] {
    let found = Array(header.pixelSizes[1...3])
    if found.contains(where: { $0 < 0 }) { notes.append("pixdim is negative: the sign was dropped") }
    return try zip(found, size).map { value, count in
      if value.isFinite, value != 0 { return abs(value) }
      guard !isNeeded || count == 1 || acceptsMissing else {
        throw ImageError(
          "the spacing is missing (pixdim \(value) along an axis of \(count) voxels); "
            + "set irregular_geometry: true to take it as 1 mm")
      }
      if isNeeded, count > 1 { notes.append("the spacing is missing and was taken as 1 mm") }
      return 1
    }
  }

  /// Millimetres of the header's unit; unknown is taken as millimetres, as every tool does.
  private static func unitScale(_ header: NiftiHeader, _ notes: inout [String]) -> Double {
    guard header.version != .analyze else { return 1 }
    switch header.units & 7 {
    case 1:
      notes.append("lengths are stored in metres")
      return 1000
    case 3:
      notes.append("lengths are stored in micrometres")
      return 0.001
    default: return 1
    }
  }

  /// Nil when the quaternion is longer than 1.
  private static func qform(_ header: NiftiHeader, _ spacing: [Double]) -> Geometry? {
    let (b, c, d) = (header.quaternion[0], header.quaternion[1], header.quaternion[2])
    let rest = 1 - (b * b + c * c + d * d)
    guard header.quaternion.allSatisfy(\.isFinite), rest > -1e-4 else { return nil }
    let a = max(rest, 0).squareRoot()
    let (bc, bd, cd): (Double, Double, Double) = (b * c, b * d, c * d)
    let (ab, ac, ad): (Double, Double, Double) = (a * b, a * c, a * d)
    let (aa, bb, cc, dd): (Double, Double, Double, Double) = (a * a, b * b, c * c, d * d)
    let first: [Double] = [aa + bb - cc - dd, 2 * (bc + ad), 2 * (bd - ac)]
    let second: [Double] = [2 * (bc - ad), aa + cc - bb - dd, 2 * (cd + ab)]
    let third: [Double] = [2 * (bd + ac), 2 * (cd - ab), aa + dd - bb - cc]
    // qfac: a left-handed grid turns its third axis.
    let turned = Vector.scaled(third, header.pixelSizes[0] < 0 ? -1 : 1)
    let direction = (0..<3).flatMap { [first[$0], second[$0], turned[$0]] }
    return Geometry(
      size: [1, 1, 1], spacing: spacing, origin: Array(header.quaternion[3...5]), direction: direction)
  }

  /// - Parameter scale: millimetres of the header's unit.
  private static func conflict(_ sform: Geometry, _ qform: Geometry, _ header: NiftiHeader, scale: Double) -> [String] {
    let same = Geometry(
      size: sform.size, spacing: qform.spacing, origin: qform.origin, direction: qform.direction)
    let found = scaled(sform, by: scale).difference(to: scaled(same, by: scale))
    // Both are stored as 32-bit floats, and quaternions lose digits.
    guard found.millimetres > 0.1 || found.degrees > 0.1 else { return [] }
    return [
      "qform and sform differ by up to \(Geometry.text(found.millimetres)) mm and \(Geometry.text(found.degrees)) "
        + "degrees (\(same.orientation) and \(sform.orientation)); the sform (code \(header.sformCode)) was used"
    ]
  }

  private static func analyze(_ header: NiftiHeader, _ size: [Int], _ spacing: [Double]) -> Geometry {
    let voxel = originator(header, size) ?? size.map { Double($0 - 1) / 2 }
    let place = zip(voxel, spacing).map { $0 * $1 }
    return Geometry(
      size: size, spacing: spacing, origin: [place[0], -place[1], -place[2]],
      direction: [-1, 0, 0, 0, 1, 0, 0, 0, 1])
  }

  /// The voxel at SPM's origin, from 0; nil where there is none or it lies far outside, as nibabel has it.
  private static func originator(_ header: NiftiHeader, _ size: [Int]) -> [Double]? {
    let told = header.originator
    let isPlausible = zip(told, size).allSatisfy { (place: Int, count: Int) -> Bool in
      place > -count && place < 2 * count
    }
    guard isPlausible, told.contains(where: { $0 != 0 }) else { return nil }
    return told.map { Double($0 - 1) }
  }

  private static func scaled(_ geometry: Geometry, by scale: Double) -> Geometry {
    guard scale != 1 else { return geometry }
    return Geometry(
      size: geometry.size, spacing: Vector.scaled(geometry.spacing, scale),
      origin: Vector.scaled(geometry.origin, scale), direction: geometry.direction)
  }

  private static func oddities(_ geometry: Geometry, _ header: NiftiHeader, spacing: [Double]) -> [String] {
    var notes = geometry.shearNotes
    let differs = (0..<3).contains { (axis: Int) -> Bool in
      geometry.size[axis] > 1 && abs(geometry.spacing[axis] / spacing[axis] - 1) > 0.01
    }
    if header.sformCode > 0, differs {
      let texts = [spacing, geometry.spacing].map { $0.map(Geometry.text).joined(separator: " x ") }
      notes.append("pixdim says \(texts[0]) mm, the sform \(texts[1]) mm; the sform was used")
    }
    return notes
  }
}

extension Geometry {
  /// A sentence when the axes are not at right angles.
  var shearNotes: [String] {
    shear > 0.1 ? ["the axes are sheared by \(Geometry.text(shear)) degrees; places stay exact"] : []
  }
}
