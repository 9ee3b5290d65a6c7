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
  func rows() -> (kept: [Table.Row], dropped: Int) {
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

  /// How the image's name is filled: the user's template, or the column in braces; nil where there is no column.
  var imageTemplate: String? {
    guard let given = request.columns["image"] else {
      return column(like: Self.imageNames).map { "{\(table.header[$0])}" }
    }
    return given.contains("{") ? given : "{\(given)}"
  }

  /// The columns that fill our image, group and split, and those of `--where`.
  var usedColumns: Set<Int> {
    let ours = [("image", Self.imageNames), ("group", Self.groupNames), ("split", Self.splitNames)]
    var used = Set(request.wanted.keys.compactMap(table.column))
    for (name, usual) in ours {
      if let given = request.columns[name] {
        let isNamed = { (header: String) in given == header || given.contains("{\(header)}") }
        used.formUnion(table.header.indices.filter { isNamed(table.header[$0]) })
      } else if let index = column(like: usual) {
        used.insert(index)
      }
    }
    return used
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
    "image_id", "imageid", "id_code",
  ]
  static let groupNames = [
    "patient", "patient_id", "patientid", "patient id", "subject", "subject_id", "slide", "slide_id", "group",
  ]
  static let splitNames = ["split", "set", "subset", "partition", "fold_name"]
}
