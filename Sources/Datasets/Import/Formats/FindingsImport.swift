/// A table with one column a finding, as CheXpert has it: 1, 0, -1 (uncertain) or empty (not mentioned).
enum FindingsImport {
  static let importer = Importer(
    name: "findings", summary: "a CSV with one column a finding (1, 0, -1 or empty), as CheXpert has it",
    recognise: recognise, read: { try read($0) })

  private static func recognise(_ source: ImportSource) -> String? {
    let columns = source.columns
    guard SourceTable.imageNames.contains(where: { name in columns.contains { $0.lowercased() == name } }),
      let table = try? Table.read(source.path)
    else { return nil }
    let found = findings(table)
    return found.count > 1 ? "\(found.count) of its columns hold 1, 0, -1 or nothing: \(found.quoted(atMost: 3))" : nil
  }

  private static func read(_ request: ImportRequest) throws -> ImportedSet {
    let lists = ImportLists(request).lists
    let tables = try lists.map { try SourceTable($0.path, request) }
    let classes = try classes(tables, request)
    var set = ImportedSet(.multilabel, classes: classes, root: ".")
    set.modality = classes.contains("Pleural Effusion") ? .xray : nil
    var folders: [String] = []
    for (list, source) in zip(lists, tables) {
      folders.append(try add(source, list, request, to: &set))
    }
    set.takeRoot(folders)
    if request.missing == .unknown {
      set.report.note("an empty cell is unknown and left out of the loss; --missing negative takes it as absent")
    } else {
      set.report.note("an empty cell is taken as absent (--missing negative)")
    }
    set.report.note("-1 is uncertain: uncertain: ignore | zero | one in task.yaml decides")
    return set
  }

  private static func classes(_ tables: [SourceTable], _ request: ImportRequest) throws -> [String] {
    let found = request.classes ?? findings(tables[0].table)
    guard !found.isEmpty else {
      throw DataError(
        .table, at: "\(tables[0].table.name):1", "no column holds only 1, 0, -1 and empty cells",
        allowed: tables[0].table.header.quoted(atMost: 20), hint: "name the findings: --classes \"Edema,Fracture\"")
    }
    for source in tables {
      if let name = found.first(where: { source.table.column($0) == nil }) {
        throw DataError(
          .table, at: "\(source.table.name):1", "there is no column \"\(name)\"",
          allowed: source.table.header.quoted(atMost: 20))
      }
    }
    return found
  }

  /// Columns of states with at least one 1 or 0.
  private static func findings(_ table: Table) -> [String] {
    let known = Set(SourceTable.imageNames + SourceTable.groupNames + SourceTable.splitNames + ["id", "age", "sex"])
    return table.header.indices.filter { column in
      !known.contains(table.header[column].lowercased()) && !table.header[column].isEmpty
        && table.rows.allSatisfy { state($0.cells[column].trimmed) != nil }
        && table.rows.contains { !$0.cells[column].trimmed.isEmpty }
    }.map { table.header[$0] }
  }

  /// The cell as our tables hold it.
  private static func state(_ cell: String) -> String? {
    if cell.isEmpty || cell == "u" || cell == "U" { return cell.isEmpty ? "" : "-1" }
    switch Double(cell) {
    case 1: return "1"
    case 0: return "0"
    case -1: return "-1"
    default: return nil
    }
  }

  private static func add(
    _ source: SourceTable, _ list: ImportLists.List, _ request: ImportRequest, to set: inout ImportedSet
  ) throws -> String {
    let image = try source.required("image", like: SourceTable.imageNames)
    let group = try source.cells("group", like: SourceTable.groupNames)
    let split = try source.cells("split", like: SourceTable.splitNames)
    let (rows, dropped) = source.rows()
    set.report.leaveOut(list.path, "rows that --where does not ask for", count: dropped)
    let folder = try ImageFolder.find(rows.map(image.filled), list: list.path, given: request.images)
    let columns = set.classes.compactMap { source.table.column($0) }
    for row in rows {
      let name = image.filled(row)
      let cells = columns.compactMap { state(row.cells[$0].trimmed) }
      guard cells.count == columns.count else {
        set.report.leaveOut(name, "a cell that is neither 1, 0, -1 nor empty")
        continue
      }
      let filled = request.missing == .negative ? cells.map { $0.isEmpty ? "0" : $0 } : cells
      set.samples.append(
        ImportedSample(
          id: name, images: [PathName.joined(folder, name)], label: .states(filled),
          group: group.map { $0.filled(row) } ?? patient(name),
          split: list.split ?? split.flatMap { SplitName.split(of: $0.filled(row), request.splits) }))
    }
    return folder
  }

  /// `patient00001` of CheXpert's paths.
  private static func patient(_ name: String) -> String? {
    name.split(separator: "/").first { part in
      part.hasPrefix("patient") && part.dropFirst(7).allSatisfy(\.isNumber) && part.count > 7
    }.map(String.init)
  }
}
