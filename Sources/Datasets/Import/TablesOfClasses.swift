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
    /// Image, from the folder -> class.
    let labels: [String: String]

    var split: Split? { SplitName.split(of: PathName.stem(path), [:]) }
    var name: String { PathName.last(path) }
  }

  let matching: [Matching]
  /// Tables of classes that name none of the images, or cannot be read.
  let strange: [String]
  /// All images below the folder, from it; not looked for where there is no table.
  let images: [String]

  /// Kaggle's examples of what is to be handed in have made-up classes.
  private static let exampleWord = "submission"

  /// - Throws: `DataError` if the folder cannot be read.
  init(_ lists: FolderLists, _ request: ImportRequest) throws {
    let tables = lists.lists.filter { $0.format == TableImport.importer.name }.map(\.path)
    let others = lists.others.filter { ["csv", "tsv"].contains(PathName.lowercasedExtension($0)) }
    let wanted = (tables + others).filter { !PathName.last($0).lowercased().contains(Self.exampleWord) }
    guard !wanted.isEmpty else {
      (matching, strange, self.images) = ([], [], [])
      return
    }
    let images = try FileIndex(request.source) { ImageFiles.isImage($0) || ImageFiles.isSlide($0) }
    var (matching, strange): ([Matching], [String]) = ([], [])
    for path in wanted {
      if let found = Self.matching(path, images, request, isLabelled: tables.contains(path)) {
        matching.append(found)
      } else if tables.contains(path) {
        strange.append(PathName.last(path))
      }
    }
    (self.matching, self.strange, self.images) = (matching, strange, images.files)
  }

  /// nil where no image is named.
  private static func matching(
    _ path: String, _ images: FileIndex, _ request: ImportRequest, isLabelled: Bool
  ) -> Matching? {
    guard let rows = try? TableImport.labels(path, request) else { return nil }
    var (labels, count): ([String: String], Int) = ([:], 0)
    for row in rows {
      let files = images.named(row.image)
      if !files.isEmpty { count += 1 }
      for file in files { labels[file] = row.label }
    }
    guard count > 0 else { return nil }
    let isUnlabelled = !isLabelled && request.columns["label"] == nil && request.columns["mask"] == nil
    return Matching(path: path, isUnlabelled: isUnlabelled, count: count, rowCount: rows.count, labels: labels)
  }
}
