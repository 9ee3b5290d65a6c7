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

  static func read(_ path: String, _ description: TaskDescription) throws -> SourceReading {
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

  private func readRows() -> SourceReading {
    var reading = SourceReading()
    for row in table.rows {
      if let record = record(row, &reading.findings) { reading.records.append(record) }
    }
    return reading
  }

  /// Nil where `findings` has got what is wrong with the row, all of it.
  private func record(_ row: Table.Row, _ findings: inout [Finding]) -> SampleRecord? {
    let files = findings.collecting(imagePaths, of: row)
    let id = files.flatMap { _ in findings.collecting(identity, of: row) }
    let split = findings.collecting(splitValue, of: row)
    let annotation = findings.collecting(annotation, of: row)
    let region = findings.collecting(regionValue, of: row)
    let resolution = findings.collecting(resolution, of: row)
    guard let files, let id, let split, let annotation, let region, let resolution else { return nil }
    return SampleRecord(
      id: id, imagePaths: files, group: text(row, group), center: text(row, center), split: split,
      annotation: annotation, region: region,
      overrides: FileOverrides(micrometresPerPixel: resolution, series: text(row, series)), place: table.place(row))
  }

  private func imagePaths(_ row: Table.Row) throws(DataError) -> [String] {
    let files = row.cells[image].split(separator: ";").map { $0.trimmed }.filter { !$0.isEmpty }
    guard !files.isEmpty else { throw problem(row, .table, "the image cell is empty", allowed: "a file") }
    return files.map(description.resolved)
  }

  private func identity(_ row: Table.Row) throws(DataError) -> String {
    let id = identifier.map { row.cells[$0] } ?? row.cells[image]
    guard !id.isEmpty else { throw problem(row, .table, "the id cell is empty", allowed: "any text") }
    return id
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
    var findings: [Finding] = []
    let states = labels.map { column in
      findings.collecting({ (row) throws(DataError) in try state(row, column: column) }, of: row)
    }
    guard findings.isEmpty else { throw DataError(findings) }
    return states.compactMap { $0 }
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

extension [Finding] {
  /// What `read` gives of a row; nil where it throws, and then the reasons are appended.
  fileprivate mutating func collecting<Value>(
    _ read: (Table.Row) throws(DataError) -> Value, of row: Table.Row
  ) -> Value? {
    do throws(DataError) {
      return try read(row)
    } catch {
      self += error.findings
      return nil
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
