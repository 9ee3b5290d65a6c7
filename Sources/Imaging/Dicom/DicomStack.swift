/// Slices in order along their normal, with the geometry that they make together.
///
/// Names and instance numbers play no part, except where a place is missing and that is accepted: then the order of
/// names is all that counts.
struct DicomStack: Sendable {
  let slices: [DicomSlice]
  let geometry: Geometry
  let notes: [String]

  /// Two places closer than this are one, in millimetres.
  private static let samePlace = 1e-3
  /// How much a distance may differ from the others: 2 % and what writers round away.
  private static func tolerance(_ spacing: Double) -> Double { spacing * 0.02 + 0.01 }

  /// - Throws: `ImageError` naming the file and the position of a gap, a duplicate, or of what is missing.
  init(_ found: [DicomSlice], _ options: VolumeReadOptions, sliceSpacing: Double?) throws {
    let accepts = options.acceptsIrregularGeometry
    var notes: [String] = []
    let plane = try DicomPlane(found, acceptsMissing: accepts, &notes)
    let stacked =
      try plane.isPlaced
      ? Self.placed(found, plane, told: sliceSpacing, accepts: accepts, &notes)
      : Self.named(found, plane, told: sliceSpacing, &notes)
    slices = stacked.slices
    let layout = slices[0].layout
    geometry = try .fromLPS(
      size: [layout.columns, layout.rows, slices.count],
      columns: [
        Vector.scaled(plane.row, plane.pixelSpacing[1]), Vector.scaled(plane.column, plane.pixelSpacing[0]),
        stacked.step,
      ],
      origin: stacked.origin)
    self.notes = notes + geometry.shearNotes
  }

  private typealias Stacked = (slices: [DicomSlice], origin: [Double], step: [Double])
  private typealias Placed = (slice: DicomSlice, along: Double)

  /// In the order of the places along the normal.
  private static func placed(
    _ found: [DicomSlice], _ plane: DicomPlane, told: Double?, accepts: Bool, _ notes: inout [String]
  ) throws -> Stacked {
    var sorted = try Self.sorted(found, plane)
    try removeDuplicates(&sorted, accepts: accepts, &notes)
    let spacing = try Self.spacing(sorted.map(\.along), told: told, accepts: accepts, &notes)
    try checkGaps(sorted, spacing, accepts: accepts, &notes)
    let step = try Self.step(sorted, plane, spacing, accepts: accepts, &notes)
    return (sorted.map(\.slice), sorted[0].slice.position ?? [0, 0, 0], step)
  }

  /// In the order in which they were found, by name and frame: places that only some slices have would mix with it.
  private static func named(
    _ found: [DicomSlice], _ plane: DicomPlane, told: Double?, _ notes: inout [String]
  ) -> Stacked {
    let spacing = told.flatMap { $0 > 0 ? $0 : nil } ?? 1
    notes.append("slices were taken as \(Geometry.text(spacing)) mm apart, the first at 0, 0, 0")
    return (found, [0, 0, 0], Vector.scaled(plane.normal, spacing))
  }

  private static func sorted(_ slices: [DicomSlice], _ plane: DicomPlane) throws -> [Placed] {
    let placed = slices.map { slice -> Placed in
      (slice, Vector.dot(slice.position ?? [0, 0, 0], plane.normal))
    }
    return try placed.sorted(by: precedes)
  }

  /// Equal places keep an order that no file name decides: by the instance, else by the contents.
  private static func precedes(_ a: Placed, _ b: Placed) throws -> Bool {
    if a.along != b.along { return a.along < b.along }
    let (one, other) = (a.slice, b.slice)
    if one.instance != other.instance { return one.instance < other.instance }
    if one.path != other.path {
      let (bytes, others) = (try FileBytes.read(one.path), try FileBytes.read(other.path))
      if bytes != others { return bytes.lexicographicallyPrecedes(others) }
    }
    return one.frame < other.frame
  }

  private static func removeDuplicates(_ placed: inout [Placed], accepts: Bool, _ notes: inout [String]) throws {
    var kept: [Placed] = []
    for item in placed {
      guard let last = kept.last, item.along - last.along < samePlace else {
        kept.append(item)
        continue
      }
      let place = Geometry.text(item.along)
      guard accepts else {
        throw ImageError(
          "two slices lie at \(place) mm along the normal: \(last.slice.name) and \(item.slice.name); "
            + "split the series, or set irregular_geometry: true to keep one of them")
      }
      notes.append("two slices lie at \(place) mm: \(last.slice.name) was kept, \(item.slice.name) left out")
    }
    placed = kept
  }

  /// The median distance; of one slice what the file tells.
  private static func spacing(
    _ positions: [Double], told: Double?, accepts: Bool, _ notes: inout [String]
  ) throws -> Double {
    guard positions.count > 1 else {
      if let told, told > 0 { return told }
      guard accepts else {
        throw ImageError(
          "is a single slice without thickness or spacing between slices; set irregular_geometry: true to take 1 mm")
      }
      notes.append("a single slice without thickness: taken as 1 mm")
      return 1
    }
    let distances = zip(positions.dropFirst(), positions).map { $0 - $1 }.sorted()
    return distances[distances.count / 2]
  }

  private static func checkGaps(_ placed: [Placed], _ spacing: Double, accepts: Bool, _ notes: inout [String]) throws {
    for (before, after) in zip(placed, placed.dropFirst()) {
      let distance = after.along - before.along
      guard abs(distance - spacing) > tolerance(spacing) else { continue }
      // Positions may be any number; a count that no integer holds is not told.
      let missing = (Int(exactly: (distance / spacing).rounded()) ?? 1) - 1
      let guess = missing > 0 ? "; \(missing) slice\(missing == 1 ? " is" : "s are") missing there" : ""
      let text =
        "\(Geometry.text(distance)) mm between \(before.slice.name) at \(Geometry.text(before.along)) mm and "
        + "\(after.slice.name) at \(Geometry.text(after.along)) mm along the normal, "
        + "\(Geometry.text(spacing)) mm expected\(guess)"
      guard accepts else {
        throw ImageError("\(text); complete the series, or set irregular_geometry: true to read it as if evenly spaced")
      }
      notes.append(text)
    }
  }

  /// From one slice to the next: along the normal, or slanted where the gantry was tilted.
  private static func step(
    _ placed: [Placed], _ plane: DicomPlane, _ spacing: Double, accepts: Bool, _ notes: inout [String]
  ) throws -> [Double] {
    guard placed.count > 1, let first = placed.first?.slice.position, let last = placed.last?.slice.position else {
      return Vector.scaled(plane.normal, spacing)
    }
    let step = Vector.scaled(Vector.difference(last, first), 1 / Double(placed.count - 1))
    for (index, item) in placed.enumerated() {
      guard let position = item.slice.position else { continue }
      let expected = zip(first, step).map { $0 + $1 * Double(index) }
      let distance = Vector.norm(Vector.difference(position, expected))
      guard distance > tolerance(spacing) * 2 else { continue }
      guard accepts else {
        throw ImageError(
          "\(item.slice.name) lies \(Geometry.text(distance)) mm beside the line of the other slices; "
            + "set irregular_geometry: true to read it all the same")
      }
      notes.append("\(item.slice.name) lies \(Geometry.text(distance)) mm beside the line of the other slices")
    }
    return step
  }
}

/// The plane that all slices share.
struct DicomPlane {
  let row: [Double]
  let column: [Double]
  let normal: [Double]
  /// Between rows, between columns.
  let pixelSpacing: [Double]
  /// Every slice has a position and an orientation; without, the axes are the scanner's own.
  let isPlaced: Bool

  /// - Throws: `ImageError` naming the first file that lacks something or differs from the others.
  init(_ slices: [DicomSlice], acceptsMissing: Bool, _ notes: inout [String]) throws {
    guard let first = slices.first else { throw ImageError("has no slices") }
    try Self.checkAlike(slices, first)
    let missing = slices.first { $0.position == nil || $0.orientation == nil }
    if let missing {
      let what = missing.position == nil ? "position (0020,0032)" : "orientation (0020,0037)"
      guard acceptsMissing else {
        throw ImageError(
          "\(missing.name) has no \(what); set irregular_geometry: true to stack slices in the order of their names")
      }
      notes.append("\(missing.name) has no \(what): slices are stacked in the order of their names")
    }
    isPlaced = missing == nil
    let orientation = isPlaced ? first.orientation ?? Self.standard : Self.standard
    let (row, column) = (Array(orientation[0..<3]), Array(orientation[3..<6]))
    let normal = Vector.cross(row, column)
    guard abs(Vector.norm(row) - 1) < 0.01, abs(Vector.norm(column) - 1) < 0.01, Vector.norm(normal) > 0.9 else {
      throw ImageError("damaged DICOM: \(first.name) has an impossible orientation (0020,0037)")
    }
    // Cosines are rounded in files; their length is no part of the spacing.
    (self.row, self.column, self.normal) = (Vector.unit(row), Vector.unit(column), Vector.unit(normal))
    guard let spacing = first.pixelSpacing, spacing.allSatisfy({ $0 > 0 }) else {
      guard acceptsMissing else {
        throw ImageError("\(first.name) has no pixel spacing (0028,0030); set irregular_geometry: true to take 1 mm")
      }
      notes.append("\(first.name) has no pixel spacing: taken as 1 mm")
      pixelSpacing = [1, 1]
      return
    }
    pixelSpacing = spacing
  }

  private static let standard: [Double] = [1, 0, 0, 0, 1, 0]

  private static func checkAlike(_ slices: [DicomSlice], _ first: DicomSlice) throws {
    for slice in slices {
      guard slice.layout.rows == first.layout.rows, slice.layout.columns == first.layout.columns else {
        throw ImageError(
          "\(slice.name) has \(slice.layout.columns) x \(slice.layout.rows) pixels, "
            + "\(first.name) has \(first.layout.columns) x \(first.layout.rows)")
      }
      guard close(slice.orientation, first.orientation, 1e-3) else {
        throw ImageError("\(slice.name) lies in another orientation than \(first.name); a localiser may be among them")
      }
      guard close(slice.pixelSpacing, first.pixelSpacing, 1e-3) else {
        throw ImageError("\(slice.name) has another pixel spacing than \(first.name)")
      }
      guard slice.layout.colour == first.layout.colour else {
        throw ImageError(
          "mixed series: \(slice.name) is \(slice.layout.colour.rawValue), "
            + "\(first.name) is \(first.layout.colour.rawValue); split it")
      }
    }
  }

  private static func close(_ a: [Double]?, _ b: [Double]?, _ tolerance: Double) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return zip(a, b).allSatisfy { abs($0 - $1) <= tolerance }
  }
}
