/// A table with an image and its class or its mask in each row.
struct TableImport: ImportFormat {
  static let importer = Importer(
    name: "table",
    summary: "a CSV with a class (or, with --column mask=..., a mask) for each image; names may be templates",
    recognise: recognise, read: { try read($0) })

  static let labelNames = ["label", "class", "category", "target", "diagnosis", "dx", "grade"]

  private static func recognise(_ source: ImportSource) -> String? {
    let columns = source.columns.map { $0.lowercased() }
    guard let image = SourceTable.imageNames.first(where: columns.contains),
      let label = labelNames.first(where: columns.contains)
    else { return nil }
    return "it is a table with the columns \"\(image)\" and \"\(label)\""
  }

  /// The images that a table names, with their classes; empty ones where no column of the table holds them.
  /// - Throws: `DataError` if the table cannot be read or has no column for the image.
  static func labels(_ path: String, _ request: ImportRequest) throws -> [(image: String, label: String)] {
    let source = try SourceTable(path, request)
    let image = try source.required("image", like: SourceTable.imageNames)
    let label = try source.cells("label", like: labelNames)
    return source.rows().kept.map { (image.filled($0), label?.filled($0) ?? "") }
  }

  private let request: ImportRequest
  private let isMask: Bool
  private var set: ImportedSet
  /// The class of each sample; empty texts for masks.
  private var labels: [String] = []

  init(_ request: ImportRequest) throws {
    self.request = request
    isMask = request.columns["mask"] != nil
    set = ImportedSet(isMask ? .segmentation : .classification, classes: [], root: ".")
    try request.refuseFlags(
      except: isMask ? [.value, .wanted, .column] : [.wanted, .column],
      format: Self.importer.name + (isMask ? "" : " without --column mask=..."))
  }

  mutating func run() throws -> ImportedSet {
    var folders: [String] = []
    for list in ImportLists(request).lists { folders.append(try add(list)) }
    if isMask { try set.takeMaskClasses(request) } else { set.takeClasses(labels) }
    set.takeRoot(folders)
    return set
  }

  /// Adds the samples of a table; returns the folder that their images lie in.
  private mutating func add(_ list: ImportLists.List) throws -> String {
    let source = try SourceTable(list.path, request)
    let columns = try TableImportColumns(source, isMask: isMask)
    let (rows, dropped) = source.rows()
    set.report.leaveOut(list.path, "rows that --where does not ask for", count: dropped)
    let images = try self.images(rows, columns, list)
    var files = WildcardFiles(images.folder)
    for row in rows {
      let cells = columns.cells(of: row)
      guard let name = image(cells, &files), let path = images.path(of: name, &set.report) else { continue }
      let split = cells.split.flatMap { SplitName.split(of: $0, request.splits) }
      if let word = cells.split, split == nil {
        set.report.leaveOut(cells.image, "the split \"\(word)\" is none (say what it is with --split \(word)=train)")
        continue
      }
      let label: ImportedLabel =
        if let mask = cells.mask { .mask(images.path(ofMask: mask, of: name)) } else { .classIndex(0) }
      set.samples.append(
        ImportedSample(
          id: cells.identifier ?? name, images: [path], label: label, group: cells.group, center: cells.center,
          split: split ?? list.split))
      labels.append(cells.label ?? "")
    }
    return images.folder
  }

  /// Where the images of the rows lie. Names with `*` are looked for one by one.
  private mutating func images(
    _ rows: [Table.Row], _ columns: TableImportColumns, _ list: ImportLists.List
  ) throws -> ListedImages {
    let names = rows.map(columns.image.filled).filter { !$0.contains("*") }
    let masks = columns.mask.map { rows.map($0.filled) } ?? []
    guard !names.isEmpty else { return ListedImages(request.images ?? ImageFolder.above(list.path)) }
    return try ImageFolder.find(
      names, masks: masks, list: list.path, given: request.images, template: columns.template, &set.report)
  }

  /// The name of a row's image, as it is on disk; nil (and noted) where the row makes no sample.
  private mutating func image(_ cells: TableImportColumns.Cells, _ files: inout WildcardFiles) -> String? {
    for (text, what) in [(cells.label, "class"), (cells.mask, "mask")] where text?.isEmpty == true {
      set.report.leaveOut(cells.image, "the \(what) is empty")
      return nil
    }
    let found = files.matches(cells.image)
    if found.count == 1 { return found[0] }
    set.report.leaveOut(
      cells.image, found.isEmpty ? "the image file does not exist" : "several files fit the image's name")
    return nil
  }
}
