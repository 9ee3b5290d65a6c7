/// A table with an image and its class or its mask in each row.
enum TableImport {
  static let importer = Importer(
    name: "table",
    summary: "a CSV with a class (or, with --column mask=..., a mask) for each image; names may be templates",
    recognise: recognise, read: { try read($0) })

  private static let labelNames = ["label", "class", "category", "target", "diagnosis", "dx", "grade"]

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

  private static func read(_ request: ImportRequest) throws -> ImportedSet {
    let isMask = request.columns["mask"] != nil
    try request.refuseFlags(
      except: isMask ? [.value, .wanted, .column] : [.wanted, .column],
      format: importer.name + (isMask ? "" : " without --column mask=..."))
    var set = ImportedSet(isMask ? .segmentation : .classification, classes: [], root: ".")
    var folders: [String] = []
    var labels: [String] = []
    for list in ImportLists(request).lists {
      let reading = try rows(list, request, isMask: isMask, &set.report)
      folders.append(reading.folder)
      set.samples += reading.samples
      labels += reading.labels
    }
    if isMask {
      try takeValues(&set, request)
    } else {
      set.classes = Array(Set(labels)).sortedNames
      let indices = Dictionary(uniqueKeysWithValues: set.classes.enumerated().map { ($1, $0) })
      for index in set.samples.indices { set.samples[index].label = .classIndex(indices[labels[index]] ?? 0) }
    }
    set.takeRoot(folders)
    return set
  }

  /// The classes of masks come from `--value`, or from `--classes` in the order of stored values.
  static func takeValues(_ set: inout ImportedSet, _ request: ImportRequest) throws {
    if request.values.isEmpty {
      guard let classes = request.classes else {
        throw DataError(
          .maskValues, at: request.source, "nothing says what the values of the masks mean",
          allowed: "--value 0=background --value 1=gland, or --classes background,gland")
      }
      set.classes = classes
    } else {
      set.values = request.values
      let names = request.values.map(\.name).filter { $0 != ValueMap.ignoreName }
      set.classes = names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
  }

  private static func rows(
    _ list: ImportLists.List, _ request: ImportRequest, isMask: Bool, _ report: inout ImportReport
  ) throws -> (folder: String, samples: [ImportedSample], labels: [String]) {
    let source = try SourceTable(list.path, request)
    let columns = try TableImportColumns(source, isMask: isMask, labelNames: labelNames)
    let (kept, dropped) = source.rows()
    report.leaveOut(list.path, "rows that --where does not ask for", count: dropped)
    let images = try columns.images(kept, list.path, request, &report)
    var files = WildcardFiles(images.folder)
    var (samples, labels): ([ImportedSample], [String]) = ([], [])
    for row in kept {
      guard let (sample, label) = columns.sample(row, list.split, images, &files, &report, request) else { continue }
      samples.append(sample)
      labels.append(label)
    }
    return (images.folder, samples, labels)
  }
}

/// Where the parts of a sample stand in a table.
private struct TableImportColumns {
  private let image: CellTemplate
  private let template: String?
  private let identifier: CellTemplate?
  private let label: CellTemplate?
  private let mask: CellTemplate?
  private let group: CellTemplate?
  private let center: CellTemplate?
  private let split: CellTemplate?

  init(_ source: SourceTable, isMask: Bool, labelNames: [String]) throws {
    image = try source.required("image", like: SourceTable.imageNames)
    template = source.imageTemplate
    identifier = try source.cells("id", like: [])
    label = isMask ? nil : try source.required("label", like: labelNames)
    mask = isMask ? try source.required("mask", like: []) : nil
    group = try source.cells("group", like: SourceTable.groupNames)
    center = try source.cells("center", like: ["center", "centre", "hospital", "site"])
    split = try source.cells("split", like: SourceTable.splitNames)
  }

  func images(
    _ rows: [Table.Row], _ path: String, _ request: ImportRequest, _ report: inout ImportReport
  ) throws -> ListedImages {
    let names = rows.map(image.filled).filter { !$0.contains("*") }
    let masks = mask.map { rows.map($0.filled) } ?? []
    guard !names.isEmpty else { return ListedImages(request.images ?? ImageFolder.above(path)) }
    return try ImageFolder.find(
      names, masks: masks, list: path, given: request.images, template: template, &report)
  }

  func sample(
    _ row: Table.Row, _ listed: Split?, _ listing: ListedImages, _ files: inout WildcardFiles,
    _ report: inout ImportReport, _ request: ImportRequest
  ) -> (ImportedSample, String)? {
    let name = image.filled(row)
    let label = self.label?.filled(row) ?? ""
    if self.label != nil, label.isEmpty {
      report.leaveOut(name, "the class is empty")
      return nil
    }
    if let mask, mask.filled(row).isEmpty {
      report.leaveOut(name, "the mask is empty")
      return nil
    }
    let found = files.matches(name)
    guard found.count == 1 else {
      report.leaveOut(name, found.isEmpty ? "the image file does not exist" : "several files fit the image's name")
      return nil
    }
    guard let path = listing.path(of: found[0], &report) else { return nil }
    var sample = ImportedSample(
      id: identifier?.filled(row) ?? found[0], images: [path], label: .classIndex(0),
      group: text(group, row), center: text(center, row), split: listed)
    if let mask { sample.label = .mask(listing.path(ofMask: mask.filled(row), of: found[0])) }
    if let word = text(split, row) {
      guard let split = SplitName.split(of: word, request.splits) else {
        report.leaveOut(name, "the split \"\(word)\" is none (say what it is with --split \(word)=train)")
        return nil
      }
      sample.split = split
    }
    return (sample, label)
  }

  private func text(_ template: CellTemplate?, _ row: Table.Row) -> String? {
    guard let text = template?.filled(row), !text.isEmpty else { return nil }
    return text
  }
}
