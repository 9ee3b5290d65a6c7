import Foundation
import Imaging
import Settings

/// `umedpt inspect FILE...`.
enum InspectVerb: Verb {
  static let specification = VerbSpecification(
    name: "inspect", summary: "say what image files are, and what a reader here makes of them",
    details: [
      "Format, size, type, spacing, orientation, codec and intensities, after decoding everything once. Folders are "
        + "walked; text, DICOMDIR, and the voxels beside a header are left out of them. Exit code 3 if a file was "
        + "refused; the reason stands beside it."
    ],
    positionals: [PositionalSpecification("FILE", .atLeastOne, help: "pictures, volumes, DICOM files, or folders")],
    flags: [FlagSpecification("json", help: "one JSON document a file, one line each")],
    examples: [
      .init("umedpt inspect scan.nii.gz", "one volume"),
      .init("umedpt inspect study/ --json", "every file below a folder, for a program"),
    ])

  static func run(_ command: ParsedCommand) throws -> ExitCode {
    let inspector = Inspector()
    let isJSON = command.isSet("json")
    var refusedCount = 0
    let listing = InspectionListing(command.positionals)
    for path in listing.images {
      let inspection = try inspector.inspect(path)
      if inspection.status == .refused { refusedCount += 1 }
      if isJSON {
        try Output.jsonLine(inspection)
      } else {
        Output.write(InspectionText.of(inspection, withNotes: !command.isSet("quiet")))
      }
    }
    if !command.isSet("quiet"), let note = InspectionText.of(listing.others) { Output.message(note) }
    return refusedCount == 0 ? .success : .dataErrors
  }
}

/// An inspection for people.
enum InspectionText {
  static func of(_ inspection: Inspection, withNotes: Bool) -> String {
    guard inspection.status == .ok else { return "\(inspection.path)\n  refused: \(inspection.reason ?? "")\n" }
    var lines = [inspection.path, "  " + summary(inspection)]
    if let place = place(inspection) { lines.append("  " + place) }
    if let stored = inspection.stored { lines.append("  stored " + intensities(stored)) }
    if let values = inspection.values, values != inspection.stored { lines.append("  values " + intensities(values)) }
    if withNotes { lines += inspection.notes.map { "  note: " + $0 } }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What was left out of folders; nil where nothing was.
  static func of(_ others: [InspectionListing.Other]) -> String? {
    guard !others.isEmpty else { return nil }
    let shown = others.prefix(5).map { "\($0.path) (\($0.reason))" }.joined(separator: ", ")
    let left = others.count == 1 ? "1 file is no image and was" : "\(others.count) files are no images and were"
    return "note: \(left) left out: \(shown)" + (others.count > 5 ? ", ..." : "")
  }

  private static func summary(_ inspection: Inspection) -> String {
    let size = inspection.shape.map { $0.map(String.init).joined(separator: " x ") }
    let frames = inspection.frames.flatMap { $0 > 1 ? "\($0) frames" : nil }
    let levels = inspection.levels.map { "levels: \($0.count)" }
    let codec = inspection.codec.map { "codec \($0)" }
    return [inspection.format, size, inspection.dtype, frames, levels, codec].compactMap { $0 }.joined(separator: ", ")
  }

  private static func place(_ inspection: Inspection) -> String? {
    let spacing = inspection.spacingMm.map { "spacing \($0.map(number).joined(separator: " x ")) mm" }
    let orientation = inspection.orientation.map { "orientation \($0)" }
    let mpp = inspection.mpp.map { "\(number($0)) um a pixel" }
    let parts = [spacing, orientation, mpp].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  private static func intensities(_ values: Intensities) -> String {
    let texts = [values.min, values.max, values.mean].map { $0.map(number) ?? "undefined" }
    let odd = values.nNan + values.nPosInf + values.nNegInf
    return "\(texts[0]) to \(texts[1]), mean \(texts[2])" + (odd > 0 ? ", \(odd) values are no numbers" : "")
  }

  private static func number(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
    // Seven digits, where such a number has the range.
    let short = Float(value)
    return short.isNormal ? String(short) : String(value)
  }
}
