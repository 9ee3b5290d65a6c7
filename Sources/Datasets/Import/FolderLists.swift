/// Tables and JSON files in a folder that hold labels, which say more than its folders do.
struct FolderLists {
  struct List {
    let path: String
    let format: String
    let reason: String

    var split: Split? { SplitName.split(of: PathName.stem(path), [:]) }
  }

  /// A folder may hold a file for each image.
  private static let fileLimit = 100
  private static let extensions = ["csv", "tsv", "json", "jsonl"]

  /// Those that a format recognises, by name.
  let lists: [List]
  /// Those that none recognises.
  let others: [String]
  private let folder: String

  /// - Parameter isDeep: looks into the folders of the folder as well.
  init(_ folder: String, isDeep: Bool = false) {
    let top = ImportSource(path: folder)
    let inside =
      !isDeep
      ? []
      : top.folders.flatMap { name in
        ImportSource(path: PathName.joined(folder, name)).names.map { PathName.joined(name, $0) }
      }
    let names = (top.names + inside).filter { Self.extensions.contains(PathName.lowercasedExtension($0)) }
    let files = names.prefix(Self.fileLimit).map { PathName.joined(folder, $0) }
    let known = files.map(Self.list)
    self.folder = folder
    lists = known.compactMap { $0 }
    others =
      zip(files, known).filter { $0.1 == nil }.map(\.0)
      + names.dropFirst(Self.fileLimit).map {
        PathName.joined(folder, $0)
      }
  }

  private static func list(_ path: String) -> List? {
    let source = ImportSource(path: path)
    return ImporterCatalog.all.lazy.compactMap { importer in
      importer.recognise(source).map { List(path: path, format: importer.name, reason: $0) }
    }.first
  }

  // MARK: Messages

  /// Names what may hold the labels, and how the first is imported; nil if there is nothing.
  var hint: String? { knownHint ?? hint(others) }

  /// The same of the lists that a format recognises.
  var knownHint: String? { hint(lists.map(\.path)) }

  private func hint(_ paths: [String]) -> String? {
    guard let first = paths.first else { return nil }
    let names = paths.map { $0.dropFirst(PathName.joined(folder, "").count) }.map(String.init)
    return
      "the labels may be in \(names.quoted(atMost: 4)): try umedpt import auto \(ShellWord.quoted(first)) --out DIR"
  }

  /// Lists that no folder of images can stand against.
  private static let decisive = [
    FindingsImport.importer, BoxTableImport.importer, RunLengthImport.importer, MonaiImport.importer,
  ].map(\.name)

  /// What holds labels other than a class for each image, and how it is imported; nil if nothing does.
  func sentence(_ request: ImportRequest) -> String? {
    let format = Self.decisive.first { name in lists.contains { $0.format == name } }
    guard let format else { return nil }
    let own = lists.filter { $0.format == format }
    let main = own.first { $0.split == .train } ?? own.first { $0.split == nil } ?? own[0]
    var command = ImportCommand(format: format, source: main.path, out: request.out)
    // A datalist has all splits in it.
    if format != MonaiImport.importer.name {
      for list in own.reversed() where list.path != main.path {
        if let split = list.split, split != .train { command.lists[split] = list.path }
      }
    }
    return "\(main.path) holds labels (\(main.reason)); import it in place of the folder:\n  \(command.text(request))"
  }
}
