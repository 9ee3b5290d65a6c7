/// A table with a box in each row, as VinBigData (several readers, "no finding" as a class) and RSNA have it.
struct BoxTableImport: ImportFormat {
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

  /// An image that exists, as one table lists it.
  private struct Listed {
    let image: String
    let group: String?
    let split: Split?
    let boxes: [ReadBox]
    /// nil where the table does not say.
    let size: PixelSize?
  }

  private let request: ImportRequest
  private var set: ImportedSet
  private var listed: [Listed] = []
  /// The class's id in the tables -> its name.
  private var names: [String: String] = [:]

  init(_ request: ImportRequest) throws {
    try request.refuseFlags(except: [.wanted, .column], format: Self.importer.name)
    self.request = request
    set = ImportedSet(.detection, classes: [], root: ".")
  }

  mutating func run() throws -> ImportedSet {
    var folders: [String] = []
    for list in ImportLists(request).lists { folders.append(try gather(list)) }
    let ids = Array(names.keys).sortedNames
    set.classes = ids.map { names[$0] ?? $0 }
    try addSamples(ids)
    set.takeRoot(folders)
    return set
  }

  /// Lists the images of a table; returns the folder that they lie in.
  private mutating func gather(_ list: ImportLists.List) throws -> String {
    let source = try SourceTable(list.path, request)
    let columns = try BoxColumns(source)
    let (rows, dropped) = source.rows()
    set.report.leaveOut(list.path, "rows that --where does not ask for", count: dropped)
    let images = columns.byImage(rows)
    let files = try ListedFiles(images.map(\.image), list: list.path, given: request.images, &set.report)
    for (image, rows) in images {
      guard let path = files.path(of: image, &set.report) else { continue }
      var boxes: [ReadBox] = []
      for row in rows { if let box = columns.box(row, image, &names, &set.report) { boxes.append(box) } }
      let given = rows.count(where: columns.isFinding)
      guard set.report.keeps(image, labels: boxes.count, of: given) else { continue }
      listed.append(
        Listed(
          image: path, group: columns.group(rows[0]), split: list.split, boxes: boxes, size: columns.size(rows[0])))
    }
    return files.folder
  }

  /// - Parameter ids: the classes' ids, in the order of the classes.
  private mutating func addSamples(_ ids: [String]) throws {
    let sizes = try sizes()
    let places = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
    var (merged, before, empty) = (0, 0, 0)
    for (entry, size) in zip(listed, sizes) {
      let boxes = ReaderAgreement.merged(entry.boxes, overlap: Self.sameFinding)
      (merged, before) = (merged + boxes.count, before + entry.boxes.count)
      if boxes.isEmpty { empty += 1 }
      let imported = boxes.compactMap { box in
        places[box.label].map {
          ImportedBox(x: box.x0, y: box.y0, width: box.x1 - box.x0, height: box.y1 - box.y0, label: $0)
        }
      }
      set.samples.append(
        ImportedSample(
          id: FileIndex.key(entry.image), images: [entry.image], label: .boxes(imported, size), group: entry.group,
          split: entry.split))
    }
    if merged < before {
      set.report.note(
        "\(before) boxes of several readers are \(merged) findings (overlap of \(Self.sameFinding) and above, same "
          + "class: mean box)")
    }
    if empty > 0 { set.report.note("\(empty) images have no finding: they stay, without a box") }
  }

  /// The size of each listed image: the table's, else its file's, else the user's; nil (and noted) where none is known.
  private mutating func sizes() throws -> [PixelSize?] {
    var sizes = listed.map(\.size)
    let unknown = sizes.indices.filter { sizes[$0] == nil }
    for (index, size) in zip(unknown, try ImageSizes.of(unknown.map { listed[$0].image })) {
      sizes[index] = size ?? request.size
    }
    let without = sizes.count { $0 == nil }
    if without > 0 { set.report.note("the size of \(without) images cannot be read here; it is not written") }
    return sizes
  }
}
