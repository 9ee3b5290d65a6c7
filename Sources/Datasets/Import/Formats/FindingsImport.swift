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
    // Other tables may have a column that is a finding for the most part.
    let found = table.header.indices.map { FindingColumn(table, $0) }.filter { $0.isFinding && $0.odd == 0 }
    guard found.count > 1 else { return nil }
    return "\(found.count) of its columns hold 1, 0, -1 or nothing: \(found.map(\.name).quoted(atMost: 3))"
  }

  private static func read(_ request: ImportRequest) throws -> ImportedSet {
    try request.refuseFlags(except: [.missing, .wanted, .column], format: importer.name)
    let lists = ImportLists(request).lists
    let tables = try lists.map { try SourceTable($0.path, request) }
    var report = ImportReport()
    let classes = try classes(tables, request, &report)
    var set = ImportedSet(.multilabel, classes: classes, root: ".")
    set.report = report
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

  private static func classes(
    _ tables: [SourceTable], _ request: ImportRequest, _ report: inout ImportReport
  ) throws -> [String] {
    let found = findings(tables[0], request, &report)
    guard !found.isEmpty else {
      throw DataError(
        .table, at: "\(tables[0].table.name):1", "no column holds 1, 0, -1 and empty cells for the most part",
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

  /// The user's columns, else those that look like findings; every other column that is not used is reported.
  private static func findings(
    _ source: SourceTable, _ request: ImportRequest, _ report: inout ImportReport
  ) -> [String] {
    var found: [String] = []
    let used = source.usedColumns
    for index in source.table.header.indices where !used.contains(index) {
      let column = FindingColumn(source.table, index)
      let isWanted = request.classes.map { $0.contains(column.name) }
      if isWanted ?? column.isFinding {
        found.append(column.name)
        if column.odd > 0, request.classes == nil { report.note(column.oddNote) }
      } else {
        let reason = isWanted == nil ? column.reason : "--classes does not name it"
        report.leaveOut(source.table.name, "column \"\(column.name)\": \(reason)")
      }
    }
    return request.classes ?? found
  }

  /// The cell as our tables hold it.
  fileprivate static func state(_ cell: String) -> String? {
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
    let images = try ImageFolder.find(
      rows.map(image.filled), list: list.path, given: request.images, template: source.imageTemplate, &set.report)
    let columns = set.classes.compactMap { source.table.column($0) }
    for row in rows {
      let name = image.filled(row)
      if let odd = columns.first(where: { state(row.cells[$0].trimmed) == nil }) {
        let place = "\(source.table.place(row)) \(source.table.header[odd])"
        set.report.leaveOut(place, "rows with a cell that is neither 1, 0, -1 nor empty")
        continue
      }
      let cells = columns.compactMap { state(row.cells[$0].trimmed) }
      guard let path = images.path(of: name, &set.report) else { continue }
      let filled = request.missing == .negative ? cells.map { $0.isEmpty ? "0" : $0 } : cells
      set.samples.append(
        ImportedSample(
          id: name, images: [path], label: .states(filled),
          group: group.map { $0.filled(row) } ?? patient(ListedName.slashed(name)),
          split: list.split ?? split.flatMap { SplitName.split(of: $0.filled(row), request.splits) }))
    }
    return images.folder
  }

  /// `patient00001` of CheXpert's paths.
  private static func patient(_ name: String) -> String? {
    name.split(separator: "/").first { part in
      part.hasPrefix("patient") && part.dropFirst(7).allSatisfy(\.isNumber) && part.count > 7
    }.map(String.init)
  }
}

/// What the cells of a column hold.
private struct FindingColumn {
  let name: String
  /// Cells with a state, without the empty ones.
  private(set) var states = 0
  private(set) var empty = 0
  /// Cells with anything else.
  private(set) var odd = 0
  /// Numbers that are no state. One may be a slip; several are a count or a measurement.
  private var oddNumbers: Set<Double> = []

  init(_ table: Table, _ column: Int) {
    name = table.header[column]
    for row in table.rows {
      let cell = row.cells[column].trimmed
      if cell.isEmpty {
        empty += 1
      } else if FindingsImport.state(cell) != nil {
        states += 1
      } else {
        odd += 1
        if let number = Double(cell) { oddNumbers.insert(number) }
      }
    }
  }

  private static let otherNames = Set(
    SourceTable.imageNames + SourceTable.groupNames + SourceTable.splitNames + ["id", "age", "sex", ""])

  private var isOtherName: Bool { Self.otherNames.contains(name.trimmed.lowercased()) }

  /// Most of its cells are states or empty, and of the filled ones no fewer are states than anything else.
  var isFinding: Bool {
    !isOtherName && states > 0 && odd <= states && odd < states + empty && oddNumbers.count < 2
  }

  /// Why it is none. No cell is shown, because it may name a person.
  var reason: String {
    if isOtherName { return "its name is none of a finding" }
    return states + odd == 0 ? "it is empty" : "too few of its filled cells are 1, 0 or -1"
  }

  var oddNote: String {
    "\"\(name)\" counts as a finding, though \(odd) of its cells are none; --classes names the findings otherwise"
  }
}
