import Settings

/// The format that a source is read in, and why.
struct ImportChoice {
  let importer: Importer
  /// nil where the user named the format.
  let reason: String?
  /// What is imported: the source, or a table in place of the folder that it lies in.
  let request: ImportRequest

  private typealias Recognised = (importer: Importer, reason: String)

  /// - Throws: `UsageError` if the format is unknown, or `auto` recognises nothing, or several things that exclude each
  ///   other.
  init(_ format: String, _ request: ImportRequest) throws {
    if let importer = ImporterCatalog.named(format) {
      (self.importer, reason, self.request) = (importer, nil, request)
      return
    }
    let source = ImportSource(path: request.source)
    let found: [Recognised] = ImporterCatalog.all.compactMap { importer in
      importer.recognise(source).map { (importer, $0) }
    }
    try Self.requireOneReading(found, source, request)
    let isFolders = found.first.map { $0.importer.name == ClassFolderImport.importer.name } ?? source.isFolder
    if isFolders, request.label == nil {
      self = try Self.ofFolder(source, found.first, request)
      return
    }
    guard let first = found.first else { throw Self.unknown(source) }
    let others = found.dropFirst().map(\.importer.name)
    let more = others.isEmpty ? "" : "; it could also be \(others.joined(separator: ", "))"
    (importer, reason, self.request) = (first.importer, "\(first.reason)\(more)", request)
  }

  private init(_ importer: Importer, _ reason: String, _ request: ImportRequest) {
    (self.importer, self.reason, self.request) = (importer, reason, request)
  }

  /// COCO files below the top may be an annex to what the folders hold.
  private static func requireOneReading(
    _ found: [Recognised], _ source: ImportSource, _ request: ImportRequest
  ) throws {
    let rivals = [MaskFolderImport.importer, ClassFolderImport.importer].map(\.name)
    guard let first = found.first, first.importer.name == CocoImport.importer.name,
      let other = found.first(where: { rivals.contains($0.importer.name) }),
      let file = CocoLists.files(source.path, limit: CocoLists.limit).first,
      PathName.relative(file, from: source.path).contains("/")
    else { return }
    let commands = [first, other].map {
      ImportCommand(format: $0.importer.name, source: request.source, out: request.out).text(request)
    }
    throw UsageError(
      "\(request.source): \(first.reason), and \(other.reason); say which is meant, COCO:\n  \(commands[0])\n"
        + "or \(other.importer.name):\n  \(commands[1])")
  }

  // MARK: Folders of images

  /// - Parameter classes: class folders; nil where the folder is none of these either.
  private static func ofFolder(
    _ source: ImportSource, _ classes: Recognised?, _ request: ImportRequest
  ) throws -> ImportChoice {
    let lists = FolderLists(source.path)
    if let sentence = lists.sentence(request) {
      throw UsageError(sentence + (classes == nil ? "" : "\nor say class-folders in place of auto: a class a folder"))
    }
    let tables = try TablesOfClasses(lists, request)
    let labelled = tables.matching.filter { !$0.isUnlabelled }
    if labelled.isEmpty, classes == nil || request.speaksOfTables, let error = tables.unreadable.first?.error {
      throw error
    }
    guard let classes else {
      guard !labelled.isEmpty else { throw unknown(source) }
      return try ofTables(labelled, request)
    }
    if !labelled.isEmpty, request.speaksOfTables { return try ofTables(labelled, request) }
    let folders = ClassFolderImport.classes(of: tables.images, request)
    let contested = labelled.filter { $0.contradicts(folders, request) }
    guard contested.isEmpty else { throw bothReadings(contested, classes, request) }
    return ImportChoice(classes.importer, classes.reason + beside(tables, folders), request)
  }

  /// What became of the tables beside class folders.
  private static func beside(_ tables: TablesOfClasses, _ folders: [String: String]) -> String {
    var text = tables.strange.isEmpty ? "" : "; \(tables.strange.quoted(atMost: 3)) names none of the images here"
    for (name, error) in tables.unreadable { text += "; \(name) cannot be read (\(error.findings[0]))" }
    for table in tables.matching {
      let isInside = table.names.contains { $0.images.contains { folders[$0] != nil } }
      if table.isUnlabelled {
        text +=
          "; \(table.name) names \(table.count) images too: if it holds their classes, import it as table with "
          + "--column label=NAME"
      } else {
        text += isInside ? "; \(table.name) says the same" : "; \(table.name) names images that are in no class folder"
      }
    }
    return text
  }

  private static func bothReadings(
    _ tables: [TablesOfClasses.Matching], _ classes: Recognised, _ request: ImportRequest
  ) -> UsageError {
    let folders = ImportCommand(format: classes.importer.name, source: request.source, out: request.out)
    return UsageError(
      "\(request.source): \(tables[0].name) names \(tables[0].count) images below it and gives them other classes than "
        + "their folders do; say which are meant, those of the table:\n  \(commands(tables, request))\n"
        + "or a class a folder:\n  \(folders.text(request))")
  }

  // MARK: Tables

  /// One table, or one a split.
  private static func ofTables(_ tables: [TablesOfClasses.Matching], _ request: ImportRequest) throws -> ImportChoice {
    guard let (main, lists) = splits(tables) else {
      throw UsageError(
        "\(request.source): several tables name images below it: \(tables.map(\.name).quoted(atMost: 4)); import one "
          + "of them in place of the folder:\n  \(commands(tables, request))")
    }
    var request = request
    request.source = main.path
    request.validation = request.validation ?? lists[.validation]
    request.test = request.test ?? lists[.test]
    let more = lists.isEmpty ? "" : ", and other tables those of other splits"
    return ImportChoice(
      TableImport.importer,
      "\(main.name) in it names \(main.count) images that are there, of \(main.rowCount) rows\(more)", request)
  }

  /// The table to start with, and those of further splits; nil where two are of one split.
  private static func splits(
    _ tables: [TablesOfClasses.Matching]
  ) -> (main: TablesOfClasses.Matching, lists: [Split: String])? {
    if tables.count == 1 { return (tables[0], [:]) }
    let main = tables.filter { $0.split == .train || $0.split == nil }
    let others = tables.filter { $0.split == .validation || $0.split == .test }
    guard main.count == 1, Set(others.map(\.split)).count == others.count else { return nil }
    let pairs = others.compactMap { table in table.split.map { ($0, table.path) } }
    return (main[0], Dictionary(uniqueKeysWithValues: pairs))
  }

  private static func commands(_ tables: [TablesOfClasses.Matching], _ request: ImportRequest) -> String {
    let format = TableImport.importer.name
    if let (main, lists) = splits(tables) {
      return ImportCommand(format: format, source: main.path, lists: lists, out: request.out).text(request)
    }
    return tables.map { ImportCommand(format: format, source: $0.path, out: request.out).text(request) }.joined(
      separator: "\n  ")
  }

  // MARK: Unknown sources

  private static func unknown(_ source: ImportSource) -> UsageError {
    let known = ImporterCatalog.all.map { "\n  \($0.name): \($0.summary)" }.joined()
    let lists = FolderLists(source.path, isDeep: true)
    let why = [MaskFolderImport.problem(source), lists.knownHint ?? inside(source) ?? lists.hint]
    return UsageError(
      "\(source.path): no format recognises it; \(why.compactMap { $0 }.map { "\($0); " }.joined())name one in place "
        + "of auto:\(known)")
  }

  private static let folderLimit = 20

  /// Archives are often unpacked into one folder too many.
  private static func inside(_ source: ImportSource) -> String? {
    let folders = source.folders.prefix(folderLimit).map { ImportSource(path: PathName.joined(source.path, $0)) }
    guard
      let folder = folders.first(where: { inside in ImporterCatalog.all.contains { $0.recognise(inside) != nil } })
    else { return nil }
    return "a data set is in the folder in it: try umedpt import auto \(ShellWord.quoted(folder.path)) --out DIR"
  }
}
