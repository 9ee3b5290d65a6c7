/// A table with a box in each row, as VinBigData (several readers, "no finding" as a class) and RSNA have it.
enum BoxTableImport {
  static let importer = Importer(
    name: "box-table", summary: "a CSV with a box in each row, as VinBigData has it; several readers are merged",
    recognise: recognise, read: { try read($0) })

  private static func recognise(_ source: ImportSource) -> String? {
    let columns = source.columns.map { $0.lowercased() }
    guard let form = BoxColumns.forms.first(where: { $0.allSatisfy { columns.contains($0) } }) else { return nil }
    return "it is a table with the columns \(form.quoted)"
  }

  /// Boxes of one class by different readers are one finding from this overlap on.
  static let sameFinding = 0.5

  private static func read(_ request: ImportRequest) throws -> ImportedSet {
    try request.refuseFlags(except: [.wanted, .column], format: importer.name)
    var set = ImportedSet(.detection, classes: [], root: ".")
    var folders: [String] = []
    var names: [String: String] = [:]
    var listed: [(image: String, group: String?, split: Split?, boxes: [ReadBox], size: PixelSize?)] = []
    for list in ImportLists(request).lists {
      let source = try SourceTable(list.path, request)
      let columns = try BoxColumns(source)
      let (rows, dropped) = source.rows()
      set.report.leaveOut(list.path, "rows that --where does not ask for", count: dropped)
      let images = columns.byImage(rows)
      let files = try ListedFiles(images.map(\.image), list: list.path, given: request.images, &set.report)
      folders.append(files.folder)
      for (image, rows) in images {
        guard let path = files.path(of: image, &set.report) else { continue }
        let boxes = rows.compactMap { columns.box($0, image, &names, &set.report) }
        let given = rows.count(where: columns.isFinding)
        guard set.report.keeps(image, labels: boxes.count, of: given) else { continue }
        listed.append((path, columns.group(rows[0]), list.split, boxes, columns.size(rows[0])))
      }
    }
    set.classes = names.keys.sortedByNumber.map { names[$0] ?? $0 }
    try add(listed, names, request, &set)
    set.takeRoot(folders)
    return set
  }

  private static func add(
    _ listed: [(image: String, group: String?, split: Split?, boxes: [ReadBox], size: PixelSize?)],
    _ names: [String: String], _ request: ImportRequest, _ set: inout ImportedSet
  ) throws {
    let unknown = listed.indices.filter { listed[$0].size == nil }
    let sizes = try ImageSizes.of(unknown.map { listed[$0].image })
    var found = Dictionary(uniqueKeysWithValues: zip(unknown, sizes))
    if let size = request.size { found = found.mapValues { $0 ?? size } }
    let without = found.values.count { $0 == nil }
    if without > 0 { set.report.note("the size of \(without) images cannot be read here; it is not written") }
    let ids = names.keys.sortedByNumber
    var (merged, before, empty) = (0, 0, 0)
    for (index, entry) in listed.enumerated() {
      let boxes = ReaderAgreement.merged(entry.boxes, overlap: sameFinding)
      (merged, before) = (merged + boxes.count, before + entry.boxes.count)
      if boxes.isEmpty { empty += 1 }
      let imported = boxes.compactMap { box in
        ids.firstIndex(of: box.label).map {
          ImportedBox(x: box.x0, y: box.y0, width: box.x1 - box.x0, height: box.y1 - box.y0, label: $0)
        }
      }
      set.samples.append(
        ImportedSample(
          id: FileIndex.key(entry.image), images: [entry.image],
          label: .boxes(imported, entry.size ?? found[index] ?? nil), group: entry.group, split: entry.split))
    }
    if merged < before {
      set.report.note(
        "\(before) boxes of several readers are \(merged) findings (overlap of \(sameFinding) and above, same class: mean box)"
      )
    }
    if empty > 0 { set.report.note("\(empty) images have no finding: they stay, without a box") }
  }
}

/// A box as one reader drew it.
struct ReadBox: Equatable {
  var x0: Double
  var y0: Double
  var x1: Double
  var y1: Double
  /// The class as the table names it.
  let label: String
  /// Empty where the table does not tell them apart: all boxes are then those of one.
  let reader: String

  var area: Double { max(0, x1 - x0) * max(0, y1 - y0) }

  func overlap(_ other: ReadBox) -> Double {
    let width = min(x1, other.x1) - max(x0, other.x0)
    let height = min(y1, other.y1) - max(y0, other.y0)
    guard width > 0, height > 0 else { return 0 }
    return width * height / (area + other.area - width * height)
  }
}

/// Boxes of several readers.
enum ReaderAgreement {
  /// One box a finding: the mean of boxes of one class and different readers that overlap with the first of them.
  static func merged(_ boxes: [ReadBox], overlap: Double) -> [ReadBox] {
    var findings: [[ReadBox]] = []
    for box in boxes {
      let place = findings.firstIndex { finding in
        finding[0].label == box.label && finding[0].overlap(box) >= overlap
          && !finding.contains { $0.reader == box.reader }
      }
      if let place { findings[place].append(box) } else { findings.append([box]) }
    }
    return findings.map(mean)
  }

  private static func mean(_ boxes: [ReadBox]) -> ReadBox {
    var mean = boxes[0]
    let count = Double(boxes.count)
    mean.x0 = boxes.reduce(0) { $0 + $1.x0 } / count
    mean.y0 = boxes.reduce(0) { $0 + $1.y0 } / count
    mean.x1 = boxes.reduce(0) { $0 + $1.x1 } / count
    mean.y1 = boxes.reduce(0) { $0 + $1.y1 } / count
    return mean
  }
}

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

extension Dictionary<String, String>.Keys {
  fileprivate var sortedByNumber: [String] { Array(self).sortedNames }
}
