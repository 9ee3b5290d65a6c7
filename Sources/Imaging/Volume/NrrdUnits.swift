/// Millimetres of the units that an NRRD header names: `space units` for the axes of space, `units` for the file's own.
struct NrrdUnits {
  private let space: [String]
  private let axes: [String]
  /// Which unit was applied, and which is not known.
  private(set) var notes: [String] = []

  private static let lengths: [(names: [String], millimetres: Double)] = [
    (["mm", "millimeter", "millimeters", "millimetre", "millimetres", "", "???", "none"], 1),
    // The letter for micro in both of its codes, and where it is no UTF-8.
    (["um", "\u{B5}m", "\u{3BC}m", "\u{FFFD}m", "micron", "microns"], 1e-3),
    (["micrometer", "micrometers", "micrometre", "micrometres"], 1e-3),
    (["nm", "nanometer", "nanometers", "nanometre", "nanometres"], 1e-6),
    (["cm", "centimeter", "centimeters", "centimetre", "centimetres"], 10),
    (["m", "meter", "meters", "metre", "metres"], 1000),
  ]

  init(_ fields: [String: String]) {
    (space, axes) = (Self.names(fields["space units"]), Self.names(fields["units"]))
  }

  /// A place or direction in space.
  mutating func millimetres(_ vector: [Double]) -> [Double] {
    var scaled = vector
    for row in vector.indices { scaled[row] *= row < space.count ? length(space[row]) : 1 }
    return scaled
  }

  /// One unit of a file's axis without direction, the `place`-th of those in space.
  mutating func ofAxis(_ axis: Int, inSpace place: Int) -> Double {
    if axis < axes.count { return length(axes[axis]) }
    return place < space.count ? length(space[place]) : 1
  }

  private mutating func length(_ unit: String) -> Double {
    let known = Self.lengths.first { $0.names.contains(unit) }?.millimetres
    if known != 1 {
      let note =
        known == nil ? "the unit \"\(unit.prefix(20))\" is not known: taken as mm" : "lengths are stored in \(unit)"
      if !notes.contains(note) { notes.append(note) }
    }
    return known ?? 1
  }

  /// `"um" "um" "um"`, in small letters.
  private static func names(_ text: String?) -> [String] {
    guard let text = text?.lowercased() else { return [] }
    guard text.contains("\"") else { return text.split(whereSeparator: \.isWhitespace).map(String.init) }
    let pieces = text.split(separator: "\"", omittingEmptySubsequences: false)
    return stride(from: 1, to: pieces.count, by: 2).map { String(pieces[$0]) }
  }
}
