import Settings

/// The annotation files of a COCO source: a file with those of further splits, or all that a folder holds.
struct CocoLists {
  private static let deepest = 2
  private static let folderLimit = 200
  /// A folder may hold thousands of files that are none.
  private static let fileLimit = 200
  /// Other tasks, and lists without annotations.
  private static let otherWords = ["keypoints", "captions", "panoptic", "image_info"]

  let lists: [ImportLists.List]
  private let request: ImportRequest

  /// - Throws: `DataError` if a folder holds no such file, `UsageError` if it holds several that are no splits.
  init(_ request: ImportRequest) throws {
    self.request = request
    guard ImageFiles.isFolder(request.source) else {
      lists = ImportLists(request).lists
      return
    }
    let files = Self.files(request.source)
    guard let first = files.first else {
      throw DataError(.noFiles, at: request.source, "no COCO annotation file is in the folder or the folders in it")
    }
    guard files.count > 1 else {
      var request = request
      request.source = first
      lists = ImportLists(request).lists
      return
    }
    let found = files.map { ImportLists.List(path: $0, split: Self.split(of: $0, below: request)) }
    // The first one gives the classes their order.
    lists = found.filter { ($0.split ?? .train) == .train } + found.filter { ($0.split ?? .train) != .train }
    try requireSplits()
  }

  /// Annotation files at the top of a folder; where there is none, those in the folders of it, two levels down.
  static func files(_ folder: String) -> [String] {
    var level = [folder]
    for depth in 0...deepest {
      let files = level.flatMap { folder in
        ImportSource(path: folder).names.filter(isNamedLikeOne).map { PathName.joined(folder, $0) }
      }
      let found = files.prefix(fileLimit).filter { ImportSource(path: $0).hasJSONKeys(["images", "categories"]) }
      if !found.isEmpty || depth == deepest { return Array(found) }
      level = level.flatMap { folder in
        ImportSource(path: folder).folders.prefix(folderLimit).map { PathName.joined(folder, $0) }
      }
      level = Array(level.prefix(folderLimit))
    }
    return []
  }

  private static func isNamedLikeOne(_ name: String) -> Bool {
    PathName.lowercasedExtension(name) == "json" && !otherWords.contains { name.contains($0) }
  }

  /// By the file's name, as in `instances_train2017.json`, or by a folder's, as in `train/_annotations.coco.json`.
  private static func split(of file: String, below request: ImportRequest) -> Split? {
    if let split = SplitName.split(of: PathName.stem(file), request.splits) { return split }
    let way = PathName.relative(file, from: request.source).split(separator: "/").dropLast().map(String.init)
    return way.reversed().lazy.compactMap { SplitName.whole($0, request.splits) }.first
  }

  // MARK: Refusals

  /// - Throws: `UsageError` unless each file is a split of its own; one that names none is train where no other is.
  private func requireSplits() throws {
    if request.validation != nil || request.test != nil {
      throw UsageError(
        "--\(request.validation == nil ? "test" : "validation"): \(request.source) holds several COCO files "
          + "(\(names.quoted(atMost: 4))); give that of train in place of the folder")
    }
    let splits = lists.map { $0.split ?? .train }
    guard Set(splits).count < splits.count else { return }
    throw refusal("and their names do not tell a split for each")
  }

  /// - Parameters:
  ///   - first: the categories of the first file.
  ///   - other: those of `list`.
  /// - Throws: `UsageError` if two files are of different data sets.
  func requireOneSet(_ first: [String], _ other: [String], of list: ImportLists.List) throws {
    // The user has put files together by --validation and --test.
    guard ImageFiles.isFolder(request.source), Set(first) != Set(other) else { return }
    throw refusal(
      "with other categories each: \(lists[0].path) has \(first.quoted(atMost: 4)), \(list.path) \(other.quoted(atMost: 4))"
    )
  }

  private func refusal(_ why: String) -> UsageError {
    let commands = lists.enumerated().map { number, list in
      ImportCommand(format: CocoImport.importer.name, source: list.path, out: "\(request.out)-\(number + 1)").text(
        request)
    }
    var text =
      "\(request.source) holds several COCO files (\(names.quoted(atMost: 4))), \(why); import each as a task of its "
      + "own:\n  \(commands.joined(separator: "\n  "))"
    text += "\nor, where they are splits of one set, that of train with --validation FILE and --test FILE"
    return UsageError(text)
  }

  private var names: [String] { lists.map { PathName.relative($0.path, from: request.source) } }
}
