import Foundation

@testable import Imaging

/// The table of Docs/hard-files.md.
enum HardTable {
  static func text(_ rows: [(key: String, inspection: Inspection)]) -> String {
    let refused = rows.filter { $0.inspection.status == .refused }.count
    let head = """
      # Odd and damaged files

      \(rows.count) files from the collections of pydicom, nibabel, Pillow, libtiff and others, and some made from good \
      ones: \(rows.count - refused) are read, \(refused) refused. Written by the test `HardTableTests` where \
      `UMEDPT_HARD_TABLE` names this file; the test compares size, type, least, greatest and mean value, and by their \
      hash all values of lossless files, with what pydicom, nibabel, Pillow and tifffile found.

      | file | result | size | type | stored min / max / mean | what was said |
      |---|---|---|---|---|---|

      """
    return head + rows.map { line($0.key, $0.inspection) }.joined(separator: "\n") + "\n"
  }

  static func page() throws -> String {
    let root = URL(fileURLWithPath: #filePath).appending(path: "../../..").standardizedFileURL
    return try String(contentsOf: root.appending(path: "Docs/hard-files.md"), encoding: .utf8)
  }

  /// The lines without the numbers of lossy codecs, which differ by a level between machines.
  static func results(_ text: String) -> Set<String> {
    let lines = text.components(separatedBy: "\n").map { line in
      var cells = line.components(separatedBy: " | ")
      if cells.count > numbersCell { cells.remove(at: numbersCell) }
      return cells.joined(separator: " | ")
    }
    return Set(lines)
  }

  private static let numbersCell = 4

  private static func line(_ key: String, _ inspection: Inspection) -> String {
    let shape = inspection.shape.map { $0.map(String.init).joined(separator: " x ") } ?? ""
    let stored = inspection.stored
    let numbers =
      stored.map { [$0.min, $0.max, $0.mean].map { $0.map(number) ?? "none" }.joined(separator: " / ") } ?? ""
    let said = inspection.reason ?? inspection.notes.joined(separator: "; ")
    let format = inspection.format.map { " (\($0))" } ?? ""
    let cells = [
      key, inspection.status.rawValue + format, shape, inspection.dtype ?? "", numbers,
      said.replacingOccurrences(of: "|", with: "\\|"),
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private static func number(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
    return String(Float(value))
  }
}
