/// Label files at the top of a folder, or of COCO in a folder of it, which say more than its folders do.
struct FolderLists {
  /// A folder may hold thousands of files that are no lists.
  private static let fileLimit = 100
  private static let formats = [
    FindingsImport.importer, BoxTableImport.importer, RunLengthImport.importer, CocoImport.importer,
    MonaiImport.importer,
  ].map(\.name)
  /// Formats that take `--validation` and `--test`.
  private static let formatsWithLists = formats.filter { $0 != MonaiImport.importer.name }

  private let format: String
  private let reason: String
  /// Of this format, sorted.
  private let files: [String]

  /// nil where no file is recognised as a list of labels.
  init?(_ source: ImportSource) {
    let names = source.names.filter { ["csv", "tsv", "json"].contains(PathName.lowercasedExtension($0)) }
    let found = names.prefix(Self.fileLimit).compactMap { name -> (file: String, format: String, reason: String)? in
      let file = ImportSource(path: PathName.joined(source.path, name))
      let known = ImporterCatalog.all.lazy.compactMap { importer in importer.recognise(file).map { (importer, $0) } }
      guard let (importer, reason) = known.first, Self.formats.contains(importer.name) else { return nil }
      return (file.path, importer.name, reason)
    }
    guard let format = Self.formats.first(where: { name in found.contains { $0.format == name } }) else {
      guard let inside = Self.annotationFolder(source) else { return nil }
      (self.format, reason, files) = (CocoImport.importer.name, inside.reason, [inside.path])
      return
    }
    let own = found.filter { $0.format == format }
    (self.format, reason, files) = (format, own[0].reason, own.map(\.file))
  }

  /// The only folder with COCO's annotation files, which is imported as a whole.
  private static func annotationFolder(_ source: ImportSource) -> (path: String, reason: String)? {
    let found = source.folders.compactMap { name -> (path: String, reason: String)? in
      let folder = ImportSource(path: PathName.joined(source.path, name))
      guard folder.names.count <= fileLimit else { return nil }
      return CocoImport.importer.recognise(folder).map { (folder.path, $0) }
    }
    return found.count == 1 ? found[0] : nil
  }

  /// The file to import: that of train, else the first that is of no other split.
  private var main: String {
    files.first { split($0) == .train } ?? files.first { split($0) == nil } ?? files[0]
  }

  private func split(_ file: String) -> Split? { SplitName.split(of: PathName.stem(file), [:]) }

  /// What holds the labels, and how it is imported.
  func sentence(_ request: ImportRequest) -> String {
    var words = ["umedpt", "import", format, main]
    if Self.formatsWithLists.contains(format) {
      for other in [Split.validation, .test] {
        guard let file = files.first(where: { split($0) == other && $0 != main }) else { continue }
        words += ["--\(other.rawValue)", file]
      }
    }
    words += ["--out", request.out]
    if let modality = request.modality { words += ["--modality", modality.rawValue] }
    return "\(main) holds labels (\(reason)); import it in place of the folder:\n  "
      + words.map(ShellWord.quoted).joined(separator: " ")
  }
}
