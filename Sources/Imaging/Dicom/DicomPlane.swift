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
  init(_ slices: [DicomSlice], _ rule: DicomPlaceRule, _ notes: inout [String]) throws {
    guard let first = slices.first else { throw ImageError("has no slices") }
    try Self.checkSizes(slices, first)
    isPlaced = try Self.arePlaced(slices, rule, &notes)
    try Self.checkAlike(slices, first)
    let orientation = isPlaced ? first.orientation ?? Self.standard : Self.standard
    let (row, column) = (Array(orientation[0..<3]), Array(orientation[3..<6]))
    let normal = Vector.cross(row, column)
    guard abs(Vector.norm(row) - 1) < 0.01, abs(Vector.norm(column) - 1) < 0.01, Vector.norm(normal) > 0.9 else {
      throw ImageError("damaged DICOM: \(first.name) has an impossible orientation (0020,0037)")
    }
    // Cosines are rounded in files; their length is no part of the spacing.
    (self.row, self.column, self.normal) = (Vector.unit(row), Vector.unit(column), Vector.unit(normal))
    pixelSpacing = try Self.pixelSpacing(slices, acceptsMissing: rule.acceptsIrregular, &notes)
  }

  private static let standard: [Double] = [1, 0, 0, 0, 1, 0]

  /// Whether every slice has a place.
  /// - Throws: `ImageError` naming the first that has none, unless that is accepted.
  private static func arePlaced(_ slices: [DicomSlice], _ rule: DicomPlaceRule, _ notes: inout [String]) throws -> Bool
  {
    guard let bare = slices.first(where: { $0.position == nil || $0.orientation == nil }) else { return true }
    let missing = [
      bare.position == nil ? "no position (0020,0032)" : nil,
      bare.orientation == nil ? "no orientation (0020,0037)" : nil,
    ]
    let found = "\(bare.name) has \(missing.compactMap { $0 }.joined(separator: " and "))"
    let isOneFile = slices.allSatisfy { $0.path == bare.path }
    let order = isOneFile ? "frames in their order" : "slices by InstanceNumber (0020,0013)"
    guard rule.acceptsPlaces else {
      throw rule.refusal(found, "set irregular_geometry: true to stack \(order)")
    }
    notes.append(found)
    return false
  }

  /// The first usable one.
  private static func pixelSpacing(
    _ slices: [DicomSlice], acceptsMissing: Bool, _ notes: inout [String]
  ) throws -> [Double] {
    let told = slices.first { isUsable($0.pixelSpacing) }
    if let bare = slices.first(where: { !isUsable($0.pixelSpacing) }) {
      let instead = told.map { "that of \($0.name)" } ?? "1 mm"
      let found = "\(bare.name) has no pixel spacing (0028,0030)"
      guard acceptsMissing else { throw ImageError("\(found); set irregular_geometry: true to take \(instead)") }
      notes.append("\(found): taken as \(instead)")
    }
    return told?.pixelSpacing ?? [1, 1]
  }

  private static func isUsable(_ spacing: [Double]?) -> Bool { spacing?.allSatisfy { $0 > 0 } == true }

  private static func checkSizes(_ slices: [DicomSlice], _ first: DicomSlice) throws {
    for slice in slices {
      guard slice.layout.rows == first.layout.rows, slice.layout.columns == first.layout.columns else {
        throw ImageError(
          "\(slice.name) has \(slice.layout.columns) x \(slice.layout.rows) pixels, "
            + "\(first.name) has \(first.layout.columns) x \(first.layout.rows)")
      }
    }
  }

  /// Slices without orientation or pixel spacing are told before, or accepted.
  private static func checkAlike(_ slices: [DicomSlice], _ first: DicomSlice) throws {
    let turned = slices.first { $0.orientation != nil } ?? first
    let spaced = slices.first { isUsable($0.pixelSpacing) } ?? first
    for slice in slices {
      guard !differ(slice.orientation, turned.orientation) else {
        throw ImageError(
          "\(slice.name) lies in another orientation than \(turned.name); a localiser may be among them")
      }
      guard !isUsable(slice.pixelSpacing) || !differ(slice.pixelSpacing, spaced.pixelSpacing) else {
        throw ImageError("\(slice.name) has another pixel spacing than \(spaced.name)")
      }
      guard slice.layout.colour == first.layout.colour else {
        throw ImageError(
          "mixed series: \(slice.name) is \(slice.layout.colour.rawValue), "
            + "\(first.name) is \(first.layout.colour.rawValue); split it")
      }
    }
  }

  /// By more than writers round away.
  private static func differ(_ a: [Double]?, _ b: [Double]?) -> Bool {
    guard let a, let b else { return false }
    return zip(a, b).contains { abs($0 - $1) > 1e-3 }
  }
}
