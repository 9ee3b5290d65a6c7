/// Finds columns by our names, through the renaming of `columns:`.
struct TableColumns {
  let table: Table
  let renamed: [String: String]
  private(set) var problems: [Finding] = []

  init(table: Table, renamed: [String: String]) {
    self.table = table
    self.renamed = renamed
  }

  /// The column's index; 0 and a noted problem if it is absent.
  mutating func required(_ name: String) -> Int {
    if let index = table.column(renamed[name] ?? name) { return index }
    problems.append(missing(name))
    return 0
  }

  /// The column's index, nil if absent; a problem only where `columns:` names it.
  mutating func optional(_ name: String) -> Int? {
    if let index = table.column(renamed[name] ?? name) { return index }
    if renamed[name] != nil { problems.append(missing(name)) }
    return nil
  }

  private func missing(_ name: String) -> Finding {
    Finding(
      .error, .table, at: "\(table.name):1", "there is no column \"\(renamed[name] ?? name)\"",
      allowed: table.header.quoted(atMost: 20), hint: "name the table's own column: columns: {\(name): ...}")
  }
}
