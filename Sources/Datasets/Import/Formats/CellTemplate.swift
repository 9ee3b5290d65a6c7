/// A text with cells of a row in it: `train_images/{image_id}.tiff`.
struct CellTemplate {
  private enum Part {
    case text(String)
    case column(Int)
  }

  private let parts: [Part]

  init(column: Int) { parts = [.column(column)] }

  /// - Throws: `DataError` if the table lacks a named column.
  init(_ text: String, _ table: Table) throws {
    var parts: [Part] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      guard let close = rest[open...].firstIndex(of: "}") else { break }
      let name = String(rest[rest.index(after: open)..<close])
      guard let index = table.column(name) else {
        throw DataError(
          .table, at: "\(table.name):1", "there is no column \"\(name)\" for \(text)",
          allowed: table.header.quoted(atMost: 20))
      }
      parts += [.text(String(rest[..<open])), .column(index)]
      rest = rest[rest.index(after: close)...]
    }
    self.parts = parts + [.text(String(rest))]
  }

  func filled(_ row: Table.Row) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .column(let index): row.cells[index].trimmed
      }
    }.joined()
  }
}
