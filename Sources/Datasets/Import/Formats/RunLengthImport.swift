import Settings

/// A table of run-length masks: SIIM-ACR pneumothorax (relative), Airbus ships and Data Science Bowl (absolute).
struct RunLengthImport: ImportFormat {
  static let importer = Importer(
    name: "rle", summary: "a CSV of run-length masks: SIIM-ACR pneumothorax, Airbus, Data Science Bowl 2018",
    recognise: recognise, read: { try read($0) })

  private static let codeNames = ["encodedpixels", "rle", "rle_mask", "annotation", "segmentation"]

  private static func recognise(_ source: ImportSource) -> String? {
    let columns = source.columns.map { $0.lowercased() }
    guard let code = codeNames.prefix(3).first(where: columns.contains) else { return nil }
    return "it is a table with a column \"\(code)\""
  }

  private let request: ImportRequest
  private var set: ImportedSet

  init(_ request: ImportRequest) throws {
    try request.refuseFlags(except: [.encoding, .wanted, .column], format: Self.importer.name)
    self.request = request
    set = ImportedSet(.segmentation, classes: ["background", request.classes?.last ?? "object"], root: ".")
  }

  mutating func run() throws -> ImportedSet {
    var folders: [String] = []
    for list in ImportLists(request).lists { folders.append(try add(list)) }
    set.takeRoot(folders)
    return set
  }

  /// Adds the samples of a table; returns the folder that their images lie in.
  private mutating func add(_ list: ImportLists.List) throws -> String {
    let source = try SourceTable(list.path, request)
    let columns = try Columns(source)
    let (rows, dropped) = source.rows()
    set.report.leaveOut(list.path, "rows that --where does not ask for", count: dropped)
    let files = try ListedFiles(
      rows.map(columns.image.filled), list: list.path, given: request.images, &set.report)
    let entries = entries(rows, columns, files)
    let encoding = request.encoding ?? likelyEncoding(of: entries)
    let sizes = try ImageSizes.of(entries.map(\.path))
    var empty = 0
    for (entry, size) in zip(entries, sizes) {
      guard let size = size ?? request.size else {
        set.report.leaveOut(entry.path, "images whose size cannot be read here; say it with --size WIDTHxHEIGHT")
        continue
      }
      guard let drawing = drawing(of: entry, encoding, size) else { continue }
      if drawing.items.isEmpty { empty += 1 }
      set.samples.append(
        ImportedSample(
          id: entry.id, images: [entry.path], label: .drawing(drawing), group: entry.group, split: list.split))
    }
    if empty > 0 { set.report.note("\(empty) images have no object: they stay, with an empty mask") }
    return files.folder
  }

  /// Where the parts of a row stand.
  private struct Columns {
    let image: CellTemplate
    let code: CellTemplate
    private let groups: CellTemplate?

    init(_ source: SourceTable) throws {
      image = try source.required("image", like: ["imageid", "image_id", "id", "img_id"] + SourceTable.imageNames)
      code = try source.required("mask", like: RunLengthImport.codeNames)
      groups = try source.cells("group", like: SourceTable.groupNames)
    }

    func group(_ row: Table.Row) -> String? { groups.map { $0.filled(row) }.flatMap { $0.isEmpty ? nil : $0 } }
  }

  /// An image that exists.
  private struct Entry {
    let id: String
    let path: String
    let group: String?
    /// One list of numbers an object.
    let codes: [[Int]]
  }

  /// The images that exist, with the codes of all their rows.
  private mutating func entries(_ rows: [Table.Row], _ columns: Columns, _ files: ListedFiles) -> [Entry] {
    var order: [String] = []
    var byImage: [String: [Table.Row]] = [:]
    for row in rows {
      let id = columns.image.filled(row)
      if byImage[id] == nil { order.append(id) }
      byImage[id, default: []].append(row)
    }
    var entries: [Entry] = []
    for id in order {
      guard let path = files.path(of: id, &set.report) else { continue }
      let own = byImage[id] ?? []
      let cells = own.map(columns.code.filled).filter { !["", "-1", "nan", "NaN"].contains($0) }
      let codes = cells.compactMap { RunLength.numbers($0) }
      // Without one of its masks an image would teach that nothing is there.
      guard codes.count == cells.count else {
        set.report.leaveOut(id, "images with a mask that is not whole numbers")
        continue
      }
      entries.append(Entry(id: FileIndex.key(id), path: path, group: columns.group(own[0]), codes: codes))
    }
    return entries
  }

  /// One start that lies before the end of the run before it tells the relative code.
  private mutating func likelyEncoding(of entries: [Entry]) -> RunLength.Encoding {
    let isAbsolute = entries.allSatisfy { $0.codes.allSatisfy(RunLength.isAscending) }
    let several = entries.contains { $0.codes.contains { $0.count > 2 } }
    let encoding: RunLength.Encoding = isAbsolute && several ? .absolute : .relative
    let why =
      isAbsolute && several ? "all starts ascend" : several ? "some starts do not ascend" : "no mask has two runs"
    set.report.note(
      "run lengths are \(encoding.rawValue) (\(why); --encoding says otherwise), counted down the columns")
    return encoding
  }

  /// nil (and noted) when one of the masks cannot be drawn.
  private mutating func drawing(
    of entry: Entry, _ encoding: RunLength.Encoding, _ size: PixelSize
  ) -> MaskDrawing? {
    guard size.canBeDrawn else {
      set.report.leaveOut(entry.id, "images of more than \(PixelSize.mostDrawn / 1_000_000) million pixels")
      return nil
    }
    var drawing = MaskDrawing(size: size)
    for code in entry.codes {
      do throws(RunLength.Problem) {
        let runs = try RunLength.runs(code, encoding, count: size.width * size.height)
        drawing.items.append(MaskDrawing.Item(shape: .runs(runs), value: 1))
      } catch {
        set.report.leaveOut(entry.id, "images with a mask with \(error.text)")
        return nil
      }
    }
    return drawing
  }
}
