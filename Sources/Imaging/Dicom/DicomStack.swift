/// Slices in order along their normal, with the geometry that they make together.
///
/// Names and instance numbers play no part, except where a place is missing and that is accepted: then the order is
/// that of InstanceNumber, and of names where a number is missing too.
struct DicomStack: Sendable {
  /// Nil for planes without a frame, which only segmentations have.
  let slices: [DicomSlice?]
  let geometry: Geometry
  /// A gap, a slice twice, a missing place or one beside the line was accepted: planes do not lie where slices were.
  let isAssumed: Bool
  let notes: [String]

  /// Two places closer than this are one, in millimetres: far below any slice's thickness.
  static func samePlace(_ pixelSpacing: [Double]?) -> Double {
    min(1e-3, (pixelSpacing?.filter { $0 > 0 }.min() ?? 1) / 100)
  }

  /// How much a distance may differ from the others: 2 % and what writers round away.
  static func tolerance(_ spacing: Double) -> Double { spacing * 0.02 + min(0.01, spacing / 10) }

  /// How far a slice may lie from where even steps put it.
  static func mostBeside(_ spacing: Double) -> Double { tolerance(spacing) * 2 }

  /// - Throws: `ImageError` naming the file and the position of a gap, a duplicate, or of what is missing.
  init(_ found: [DicomSlice], _ options: VolumeReadOptions, told: DicomSliceSpacing?) throws {
    let rule = DicomPlaceRule(found, options)
    var notes: [String] = []
    let plane = try DicomPlane(found, rule, &notes)
    let plain = notes.count
    let stacked =
      try plane.isPlaced
      ? Self.placed(found, plane, told: told, rule, options, &notes)
      : Self.numbered(found, plane, told: told, &notes)
    slices = stacked.slices
    // Of a segmentation, notes tell of empty planes.
    isAssumed = !rule.isSegmentation && slices.count > 1 && notes.count > plain
    let layout = found[0].layout
    geometry = try .fromLPS(
      size: [layout.columns, layout.rows, slices.count],
      columns: [
        Vector.scaled(plane.row, plane.pixelSpacing[1]), Vector.scaled(plane.column, plane.pixelSpacing[0]),
        stacked.step,
      ],
      origin: stacked.origin)
    self.notes = notes + geometry.shearNotes
  }

  private typealias Stacked = (slices: [DicomSlice?], origin: [Double], step: [Double])
  typealias Placed = (slice: DicomSlice, along: Double)

  /// In the order of the places along the normal.
  private static func placed(
    _ found: [DicomSlice], _ plane: DicomPlane, told: DicomSliceSpacing?, _ rule: DicomPlaceRule,
    _ options: VolumeReadOptions, _ notes: inout [String]
  ) throws -> Stacked {
    var sorted = try Self.sorted(found, plane)
    try removeDuplicates(&sorted, closerThan: samePlace(plane.pixelSpacing), rule, &notes)
    if rule.isSegmentation {
      let grid = try DicomSegmentGrid(sorted, plane, told: told, rule, options, &notes)
      return (grid.planes, grid.origin, grid.step)
    }
    let slices = sorted.map(\.slice)
    let origin = slices[0].position ?? [0, 0, 0]
    guard let last = slices.last?.position, slices.count > 1 else {
      let spacing = try singleSpacing(told, accepts: rule.acceptsIrregular, &notes)
      return (slices, origin, Vector.scaled(plane.normal, spacing))
    }
    try checkGaps(sorted, rule, &notes)
    // Slanted where the gantry was tilted.
    let step = Vector.scaled(Vector.difference(last, origin), 1 / Double(slices.count - 1))
    try checkLine(slices, at: Array(slices.indices), from: origin, step, rule, &notes)
    return (slices, origin, step)
  }

  /// In the order of their numbers: places that only some slices have would mix with it.
  private static func numbered(
    _ found: [DicomSlice], _ plane: DicomPlane, told: DicomSliceSpacing?, _ notes: inout [String]
  ) -> Stacked {
    let ordered = Self.ordered(found, &notes)
    let spacing = told?.any ?? 1
    notes.append("slices were taken as \(Geometry.text(spacing)) mm apart, the first at 0, 0, 0")
    return (ordered, [0, 0, 0], Vector.scaled(plane.normal, spacing))
  }

  /// By InstanceNumber; as they were found, by name and frame, where a number is missing.
  private static func ordered(_ found: [DicomSlice], _ notes: inout [String]) -> [DicomSlice] {
    guard Set(found.map(\.path)).count > 1 else {
      notes.append("frames are stacked in their order")
      return found
    }
    if let bare = found.first(where: { $0.number == nil }) {
      notes.append("\(bare.name) has no InstanceNumber (0020,0013): slices are stacked in the order of their names")
      return found
    }
    notes.append("slices are stacked in the order of their InstanceNumber (0020,0013)")
    let order = found.indices.sorted { (found[$0].number ?? 0, $0) < (found[$1].number ?? 0, $1) }
    let ordered = order.map { found[$0] }
    let twins = zip(ordered, ordered.dropFirst()).first { $0.number == $1.number && $0.path != $1.path }
    if let (one, other) = twins {
      notes.append("\(one.name) and \(other.name) have the same InstanceNumber: such are in the order of their names")
    }
    return ordered
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

  private static func removeDuplicates(
    _ placed: inout [Placed], closerThan samePlace: Double, _ rule: DicomPlaceRule, _ notes: inout [String]
  ) throws {
    var kept: [Placed] = []
    for item in placed {
      guard let last = kept.last, item.along - last.along < samePlace else {
        kept.append(item)
        continue
      }
      let place = Geometry.text(item.along)
      guard rule.acceptsPlaces else {
        throw rule.refusal(
          "two slices lie at \(place) mm along the normal: \(last.slice.name) and \(item.slice.name)",
          "split the series, or set irregular_geometry: true to keep one of them")
      }
      notes.append("two slices lie at \(place) mm: \(last.slice.name) was kept, \(item.slice.name) left out")
    }
    placed = kept
  }

  /// Of one slice, what the file tells.
  static func singleSpacing(_ told: DicomSliceSpacing?, accepts: Bool, _ notes: inout [String]) throws -> Double {
    if let spacing = told?.any { return spacing }
    guard accepts else {
      throw ImageError(
        "is a single slice without thickness or spacing between slices; set irregular_geometry: true to take 1 mm")
    }
    notes.append("a single slice without thickness: taken as 1 mm")
    return 1
  }

  /// Against the median distance.
  private static func checkGaps(_ placed: [Placed], _ rule: DicomPlaceRule, _ notes: inout [String]) throws {
    let distances = zip(placed.dropFirst(), placed).map { $0.along - $1.along }.sorted()
    let spacing = distances[distances.count / 2]
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
      guard rule.acceptsPlaces else {
        throw rule.refusal(
          text, "complete the series, or set irregular_geometry: true to read it as if evenly spaced")
      }
      notes.append(text)
    }
  }

  /// Requires that slices lie where even steps put them.
  static func checkLine(
    _ slices: [DicomSlice], at indices: [Int], from origin: [Double], _ step: [Double], _ rule: DicomPlaceRule,
    _ notes: inout [String]
  ) throws {
    for (slice, index) in zip(slices, indices) {
      guard let position = slice.position else { continue }
      let expected = zip(origin, step).map { $0 + $1 * Double(index) }
      let distance = Vector.norm(Vector.difference(position, expected))
      guard distance > mostBeside(Vector.norm(step)) else { continue }
      let text = "\(slice.name) lies \(Geometry.text(distance)) mm beside the line of the other slices"
      guard rule.acceptsPlaces else {
        throw rule.refusal(text, "set irregular_geometry: true to read it all the same")
      }
      notes.append(text)
    }
  }
}
