/// Tables and lists at the top of a folder and in the folders of it: one of them may hold the labels.
struct TablesInside {
  /// A folder may hold a file for each image.
  private static let fileLimit = 100
  private static let extensions = ["csv", "tsv", "json", "jsonl"]

  private let folder: String
  /// From the folder, only those that a format recognises, where there are such.
  private let names: [String]

  init(_ folder: String) {
    self.folder = folder
    let top = ImportSource(path: folder)
    let inside = top.folders.flatMap { name in
      ImportSource(path: PathName.joined(folder, name)).names.map { PathName.joined(name, $0) }
    }
    let tables = (top.names + inside).filter { Self.extensions.contains(PathName.lowercasedExtension($0)) }
    let isKnown = tables.prefix(Self.fileLimit).map { name in
      let file = ImportSource(path: PathName.joined(folder, name))
      return ImporterCatalog.all.contains { $0.recognise(file) != nil }
    }
    let known = zip(tables, isKnown).filter(\.1).map(\.0)
    names = known.isEmpty ? tables : known
  }

  /// Names them, and how the first is imported; nil if there is none.
  var hint: String? {
    guard let first = names.first else { return nil }
    return "the labels may be in \(names.quoted(atMost: 4)): try umedpt import auto "
      + "\(ShellWord.quoted(PathName.joined(folder, first))) --out DIR"
  }
}
