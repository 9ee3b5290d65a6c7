/// A table of a foreign data set with columns found by our names, the user's word, or the usual names.
struct SourceTable {
  let table: Table
  private let request: ImportRequest

  init(_ path: String, _ request: ImportRequest) throws {
    table = try Table.read(path)
    self.request = request
    let unknown = request.wanted.keys.filter { table.column($0) == nil }.sorted()
    if let column = unknown.first { throw missing(column, for: "--where \(column)=...") }
  }

  /// The rows that `--where` keeps, and how many it does not.
  var rows: (kept: [Table.Row], dropped: Int) {
    let wanted = request.wanted.compactMap { name, value in table.column(name).map { ($0, value) } }
    guard !wanted.isEmpty else { return (table.rows, 0) }
    let kept = table.rows.filter { row in wanted.allSatisfy { row.cells[$0.0].trimmed == $0.1 } }
    return (kept, table.rows.count - kept.count)
  }

  /// The first column with one of these names, whatever their case.
  func column(like names: [String]) -> Int? {
    let header = table.header.map { $0.trimmed.lowercased() }
    return names.compactMap { header.firstIndex(of: $0.lowercased()) }.first
  }

  /// How one of our columns is filled: the user's column or template, else a column of a usual name; nil if none.
  func cells(_ ours: String, like names: [String]) throws -> CellTemplate? {
    if let given = request.columns[ours] {
      if !given.contains("{") {
        guard let index = table.column(given) else { throw missing(given, for: "--column \(ours)=\(given)") }
        return CellTemplate(column: index)
      }
      return try CellTemplate(given, table)
    }
    return column(like: names).map { CellTemplate(column: $0) }
  }

  /// - Throws: `DataError` if neither the user nor the header has the column.
  func required(_ ours: String, like names: [String]) throws -> CellTemplate {
    if let cells = try cells(ours, like: names) { return cells }
    throw DataError(
      .table, at: "\(table.name):1", "there is no column for \(ours)", allowed: table.header.quoted(atMost: 20),
      hint: "name it: --column \(ours)=NAME")
  }

  private func missing(_ column: String, for flag: String) -> DataError {
    DataError(
      .table, at: "\(table.name):1", "there is no column \"\(column)\" (\(flag))",
      allowed: table.header.quoted(atMost: 20))
  }

  static let imageNames = [
    "image", "image_path", "path", "file", "filename", "file_name", "image_name", "imagename", "image index",
    "image_id",
    "imageid",
  ]
  static let groupNames = [
    "patient", "patient_id", "patientid", "patient id", "subject", "subject_id", "slide", "slide_id", "group",
  ]
  static let splitNames = ["split", "set", "subset", "partition", "fold_name"]
}

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

/// Finds files by names with `*` in them.
struct WildcardFiles {
  private let folder: String
  private var listed: [String: [String]] = [:]

  init(_ folder: String) { self.folder = folder }

  /// All files that fit, from the folder.
  mutating func matches(_ pattern: String) -> [String] {
    guard pattern.contains("*") else { return [pattern] }
    var found = [""]
    for part in pattern.split(separator: "/").map(String.init) {
      found = found.flatMap { prefix -> [String] in
        let names = part.contains("*") ? self.names(prefix).filter { Self.fits($0, part) } : [part]
        return names.map { prefix.isEmpty ? $0 : "\(prefix)/\($0)" }
      }
    }
    return found.filter { ImageFolder.exists(PathName.joined(folder, $0)) }
  }

  private mutating func names(_ below: String) -> [String] {
    if let names = listed[below] { return names }
    let path = below.isEmpty ? folder : PathName.joined(folder, below)
    let names = (try? ImageFiles.names(in: path)) ?? []
    listed[below] = names
    return names
  }

  /// Whether a name fits a pattern in which `*` stands for any text.
  static func fits(_ name: String, _ pattern: String) -> Bool {
    let pieces = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard pieces.count > 1 else { return name == pattern }
    guard name.hasPrefix(pieces[0]), name.count >= pieces[0].count + pieces[pieces.count - 1].count,
      name.hasSuffix(pieces[pieces.count - 1])
    else { return false }
    var rest = name.dropFirst(pieces[0].count).dropLast(pieces[pieces.count - 1].count)
    for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
      guard let range = rest.firstRange(of: piece) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }
}
