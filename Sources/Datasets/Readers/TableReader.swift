import Imaging

/// Reads samples from a table: columns `image`, and `label`, `mask` or one column a class; optional `id`, `group`,
/// `split`, `center`, `region`, `mpp`, `series`. `columns:` renames them.
struct TableReader {
  private let description: TaskDescription
  private let table: Table
  private let image: Int
  private let identifier: Int?
  private let group: Int?
  private let split: Int?
  private let center: Int?
  private let region: Int?
  private let mpp: Int?
  private let series: Int?
  /// The columns of the label: one for classification and segmentation, one a class for multi-label.
  private let labels: [Int]

  static func read(_ path: String, _ description: TaskDescription) throws -> Reading {
    let table = try Table.read(path)
    let reader = try TableReader(table, description)
    return reader.readRows()
  }

  private init(_ table: Table, _ description: TaskDescription) throws {
    var columns = TableColumns(table: table, renamed: description.columns)
    self.table = table
    self.description = description
    image = columns.required("image")
    labels = description.labelColumns.map { columns.required($0) }
    identifier = columns.optional("id")
    group = columns.optional("group")
    split = columns.optional("split")
    center = columns.optional("center")
    region = columns.optional("region")
    mpp = columns.optional("mpp")
    series = columns.optional("series")
    try columns.problems.throwErrors()
  }

  private func readRows() -> Reading {
    var reading = Reading()
    for row in table.rows {
      do throws(DataError) {
        reading.records.append(try record(row))
      } catch {
        reading.findings += error.findings
      }
    }
    return reading
  }

  private func record(_ row: Table.Row) throws(DataError) -> SampleRecord {
    let files = row.cells[image].split(separator: ";").map { $0.trimmed }.filter { !$0.isEmpty }
    guard !files.isEmpty else { throw problem(row, .table, "the image cell is empty", allowed: "a file") }
    let id = identifier.map { row.cells[$0] } ?? row.cells[image]
    guard !id.isEmpty else { throw problem(row, .table, "the id cell is empty", allowed: "any text") }
    return SampleRecord(
      id: id, imagePaths: files.map(description.resolved), group: text(row, group), center: text(row, center),
      split: try splitValue(row), annotation: try annotation(row), region: try regionValue(row),
      overrides: FileOverrides(micrometresPerPixel: try resolution(row), series: text(row, series)),
      place: table.place(row))
  }

  private func regionValue(_ row: Table.Row) throws(DataError) -> PixelRegion? {
    guard let text = text(row, region) else { return nil }
    if let region = PixelRegion(text) { return region }
    throw problem(
      row, .table, "the region \"\(text)\" is none", allowed: "x y width height in pixels, such as 0 0 512 512")
  }

  /// Micrometres a pixel of a slide, whatever the slide says itself.
  private func resolution(_ row: Table.Row) throws(DataError) -> Double? {
    guard let text = text(row, mpp) else { return nil }
    if let value = Double(text), TaskDescription.resolutions.contains(value) { return value }
    throw problem(row, .table, "the mpp \"\(text)\" is none", allowed: "micrometres a pixel, such as 0.25, or empty")
  }

  private func annotation(_ row: Table.Row) throws(DataError) -> Annotation {
    switch description.labelType {
    case .classification: .classIndex(try classIndex(row))
    case .multilabel: .labels(try states(row))
    case .segmentation, .detection: .mask(try maskPath(row))
    }
  }

  private func classIndex(_ row: Table.Row) throws(DataError) -> Int {
    let name = row.cells[labels[0]]
    if let index = description.classIndex(name) { return index }
    let found = name.isEmpty ? "the label cell is empty" : "the label \"\(name)\" is none of the classes"
    throw problem(row, .unknownLabel, found, allowed: description.classes.quoted)
  }

  private func maskPath(_ row: Table.Row) throws(DataError) -> String {
    let file = row.cells[labels[0]].trimmed
    guard !file.isEmpty else { throw problem(row, .table, "the mask cell is empty", allowed: "a file") }
    return description.resolvedMask(file)
  }

  private func states(_ row: Table.Row) throws(DataError) -> [LabelState] {
    var states: [LabelState] = []
    for column in labels { states.append(try state(row, column: column)) }
    return states
  }

  private func state(_ row: Table.Row, column: Int) throws(DataError) -> LabelState {
    let cell = row.cells[column].trimmed
    if let state = LabelCell.state(cell, positive: description.positive, uncertain: description.uncertain) {
      return state
    }
    throw problem(
      row, .annotation, "\"\(cell)\" in column \"\(table.header[column])\" is no label state",
      allowed: description.positive == nil
        ? "1, 0, empty (unknown), -1 or u (uncertain)" : "a number, empty (unknown), u (uncertain)",
      hint: description.positive == nil && Double(cell) != nil ? "for counts set positive: \"> 0\"" : nil)
  }

  private func splitValue(_ row: Table.Row) throws(DataError) -> Split {
    guard let split else { return .train }
    let text = row.cells[split].trimmed
    if let value = Split(rawValue: text) { return value }
    throw problem(
      row, .table, "the split \"\(text)\" is none", allowed: Split.allCases.map(\.rawValue).joined(separator: ", "),
      hint: text.hasPrefix("val") || text == "dev" ? "write validation" : nil)
  }

  private func text(_ row: Table.Row, _ column: Int?) -> String? {
    guard let column else { return nil }
    let text = row.cells[column].trimmed
    return text.isEmpty ? nil : text
  }

  private func problem(
    _ row: Table.Row, _ kind: Finding.Kind, _ found: String, allowed: String, hint: String? = nil
  ) -> DataError {
    DataError(kind, at: table.place(row), found, allowed: allowed, hint: hint)
  }
}

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

/// Reads one cell of a multi-label column.
enum LabelCell {
  /// The state, or nil if the cell is none.
  static func state(_ cell: String, positive: PositiveRule?, uncertain: UncertainPolicy) -> LabelState? {
    if cell.isEmpty { return .unknown }
    if cell == "u" || cell == "U" { return uncertain.state }
    guard let value = Double(cell), value.isFinite else { return nil }
    if let positive {
      // A count is never -1: it marks an uncertain label there as well.
      if value == -1, !positive.isForSignedNumbers { return uncertain.state }
      return positive.holds(value) ? .positive : .negative
    }
    switch value {
    case 1: return .positive
    case 0: return .negative
    case -1: return uncertain.state
    default: return nil
    }
  }
}

extension TaskDescription {
  /// Our names of the label columns.
  var labelColumns: [String] {
    switch labelType {
    case .classification: ["label"]
    case .multilabel: classes
    case .segmentation, .detection: ["mask"]
    }
  }
}

extension StringProtocol {
  /// Without white space at either end.
  var trimmed: String {
    let start = drop { $0.isWhitespace }
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }
}
