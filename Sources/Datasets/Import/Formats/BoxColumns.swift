/// The columns of a table of boxes.
struct BoxColumns {
  /// Corners, or a corner and a size.
  static let forms: [[String]] = [
    ["x_min", "y_min", "x_max", "y_max"], ["xmin", "ymin", "xmax", "ymax"], ["x1", "y1", "x2", "y2"],
    ["x", "y", "width", "height"],
  ]

  private let image: CellTemplate
  private let coordinates: [Int]
  private let isSized: Bool
  private let name: Int?
  private let identifier: Int?
  private let reader: Int?
  private let groupCells: CellTemplate?
  private let widthColumn: Int?
  private let heightColumn: Int?

  init(_ source: SourceTable) throws {
    image = try source.required("image", like: ["image_id", "patientid"] + SourceTable.imageNames)
    let form = Self.forms.first { names in names.allSatisfy { source.column(like: [$0]) != nil } }
    guard let form else {
      throw DataError(
        .table, at: "\(source.table.name):1", "no columns of boxes",
        allowed: Self.forms.map { $0.joined(separator: " ") }.quoted)
    }
    coordinates = form.compactMap { source.column(like: [$0]) }
    isSized = form[2] == "width"
    name = source.column(like: ["class_name", "label", "class", "category", "name"])
    identifier = source.column(like: ["class_id", "label_id", "category_id"])
    reader = source.column(like: ["rad_id", "reader", "reader_id", "annotator"])
    groupCells = try source.cells("group", like: ["patient_id", "patient", "subject_id"])
    widthColumn = isSized ? source.column(like: ["image_width"]) : source.column(like: ["width", "image_width"])
    heightColumn = isSized ? source.column(like: ["image_height"]) : source.column(like: ["height", "image_height"])
  }

  /// Rows by image, in the order of first appearance.
  func byImage(_ rows: [Table.Row]) -> [(image: String, rows: [Table.Row])] {
    var order: [String] = []
    let grouped = Dictionary(grouping: rows) { image.filled($0) }
    var seen: Set<String> = []
    for row in rows where seen.insert(image.filled(row)).inserted { order.append(image.filled(row)) }
    return order.map { ($0, grouped[$0] ?? []) }
  }

  func group(_ row: Table.Row) -> String? { groupCells.map { $0.filled(row) }.flatMap { $0.isEmpty ? nil : $0 } }

  func size(_ row: Table.Row) -> PixelSize? {
    guard let widthColumn, let heightColumn, let width = Double(row.cells[widthColumn].trimmed),
      let height = Double(row.cells[heightColumn].trimmed), width >= 1, height >= 1, width < 1e6, height < 1e6
    else { return nil }
    return PixelSize(height: Int(height), width: Int(width))
  }

  /// The box of a row; nil for "no finding".
  /// - Parameter names: gets the class: id in the table -> name.
  func box(_ row: Table.Row, _ image: String, _ names: inout [String: String], _ report: inout ImportReport) -> ReadBox?
  {
    guard isFinding(row) else { return nil }
    let text = className(row)
    let label = identifier.map { row.cells[$0].trimmed } ?? text
    let numbers = coordinates.compactMap { Double(row.cells[$0].trimmed) }
    guard numbers.count == 4, numbers.allSatisfy(\.isFinite) else {
      report.leaveOut(image, "boxes that are not four numbers")
      return nil
    }
    let x1 = isSized ? numbers[0] + numbers[2] : numbers[2]
    let y1 = isSized ? numbers[1] + numbers[3] : numbers[3]
    guard x1 > numbers[0], y1 > numbers[1] else {
      report.leaveOut(image, "boxes without an area")
      return nil
    }
    names[label] = text.isEmpty ? label : text
    return ReadBox(
      x0: numbers[0], y0: numbers[1], x1: x1, y1: y1, label: label,
      reader: reader.map { row.cells[$0] } ?? "")
  }

  /// Whether a row has a box, be it readable or not.
  func isFinding(_ row: Table.Row) -> Bool {
    !Self.isNothing(className(row)) && !coordinates.allSatisfy { row.cells[$0].trimmed.isEmpty }
  }

  private func className(_ row: Table.Row) -> String {
    (name ?? identifier).map { row.cells[$0].trimmed } ?? "finding"
  }

  /// VinBigData writes class 14, "No finding", with empty corners.
  private static func isNothing(_ name: String) -> Bool {
    ["no finding", "no findings", "normal", "none", ""].contains(name.lowercased())
  }
}
