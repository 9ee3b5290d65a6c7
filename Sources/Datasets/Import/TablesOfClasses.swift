/// Tables at the top of a folder with a class for each image, compared with the images that lie below it.
struct TablesOfClasses {
  /// A table that names images of the folder.
  struct Matching {
    let path: String
    /// Nothing says which of its columns is the class.
    let isUnlabelled: Bool
    /// How many of its rows name an image that is here.
    let count: Int
    let rowCount: Int
    /// For each name: the images that it may be, from the folder, and the classes in its rows.
    let names: [(images: [String], classes: Set<String>)]

    var split: Split? { SplitName.split(of: PathName.stem(path), [:]) }
    var name: String { PathName.last(path) }

    /// Whether its classes are others than those of the images' folders. One name may be that of several images.
    /// - Parameter folders: image -> class of its folder.
    func contradicts(_ folders: [String: String], _ request: ImportRequest) -> Bool {
      names.contains { entry in
        let own = Set(entry.images.compactMap { folders[$0] })
        return !own.isEmpty && entry.classes.contains { !$0.isEmpty && !own.contains(request.renamed[$0] ?? $0) }
      }
    }
  }

  let matching: [Matching]
  /// Tables of classes that name none of the images.
  let strange: [String]
  /// Tables that cannot be read, or lack what the user named.
  let unreadable: [(name: String, error: DataError)]
  /// All images below the folder, from it; not looked for where there is no table.
  let images: [String]

  /// Kaggle's examples of what is to be handed in have made-up classes.
  private static let exampleWord = "submission"

  /// - Throws: `DataError` if the folder cannot be read.
  init(_ lists: FolderLists, _ request: ImportRequest) throws {
    let tables = lists.lists.filter { $0.format == TableImport.importer.name }.map(\.path)
    let others = lists.others.filter { ["csv", "tsv"].contains(PathName.lowercasedExtension($0)) }
    let wanted = (tables + others).filter { !PathName.last($0).lowercased().contains(Self.exampleWord) }
    var (matching, strange): ([Matching], [String]) = ([], [])
    var unreadable: [(name: String, error: DataError)] = []
    let files = wanted.isEmpty ? [] : try Self.images(below: request.source)
    let named = NamedImages(files)
    for path in wanted {
      do {
        if let found = try Self.matching(path, named, request, isLabelled: tables.contains(path)) {
          matching.append(found)
        } else if tables.contains(path) {
          strange.append(PathName.last(path))
        }
      } catch let error as DataError {
        // Other tables have no column of images, unless the user names one.
        if tables.contains(path) || request.speaksOfTables { unreadable.append((PathName.last(path), error)) }
      }
    }
    (self.matching, self.strange, self.unreadable, self.images) = (matching, strange, unreadable, files)
  }

  private static func images(below folder: String) throws -> [String] {
    try FileIndex(folder) { _ in true }.files.filter {
      ImageFiles.isSlide($0) || DicomFiles.isImage(PathName.joined(folder, $0))
    }
  }

  /// nil where no image is named.
  /// - Throws: `DataError` as `TableImport.labels`.
  private static func matching(
    _ path: String, _ images: NamedImages, _ request: ImportRequest, isLabelled: Bool
  ) throws -> Matching? {
    let rows = try TableImport.labels(path, request)
    var count = 0
    var names: [(images: [String], classes: Set<String>)] = []
    for (name, same) in Dictionary(grouping: rows, by: \.image) {
      let files = images.named(name)
      guard !files.isEmpty else { continue }
      count += same.count
      names.append((files, Set(same.map(\.label))))
    }
    guard count > 0 else { return nil }
    let isUnlabelled = !isLabelled && request.columns["label"] == nil && request.columns["mask"] == nil
    return Matching(path: path, isUnlabelled: isUnlabelled, count: count, rowCount: rows.count, names: names)
  }
}

/// Images by their names, or by those of their folders: a table may name the folder of a series.
private struct NamedImages {
  private let files: FileNames
  private let folders: FileNames
  private let byFolder: [String: [String]]

  init(_ images: [String]) {
    byFolder = Dictionary(grouping: images, by: DicomFiles.folder)
    files = FileNames(images)
    folders = FileNames(byFolder.keys.filter { !$0.isEmpty })
  }

  func named(_ name: String) -> [String] {
    let found = files.named(name)
    return found.isEmpty ? folders.named(name).flatMap { byFolder[$0] ?? [] } : found
  }
}

extension ImportRequest {
  /// Whether the user named columns or rows.
  var speaksOfTables: Bool { !columns.isEmpty || !wanted.isEmpty }
}
