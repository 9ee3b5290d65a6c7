import Settings

/// The annotation files of a COCO source: a file with those of further splits, or all that a folder holds.
struct CocoLists {
  private static let deepest = 2
  /// Folders and files that a first look opens: a folder may hold thousands of files that are none.
  static let limit = 200
  /// In the names of most lists of annotations.
  private static let likelyWords = ["annotation", "instances", "coco"]
  /// Commands that a refusal shows.
  private static let commandLimit = 4
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
      throw DataError(
        .noFiles, at: request.source, "no COCO annotation file is in the folder, or up to two folders below it")
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
  /// - Parameter limit: how many files and folders of a level are looked at, the likely files first.
  static func files(_ folder: String, limit: Int = .max) -> [String] {
    var level = [ImportSource(path: folder)]
    for depth in 0...deepest {
      let files = level.flatMap { source in
        source.names.filter(isNamedLikeOne).map { PathName.joined(source.path, $0) }
      }
      let found = first(limit, of: files).filter { ImportSource(path: $0).hasJSONKeys(["images", "categories"]) }
      if !found.isEmpty || depth == deepest { return found }
      let folders = level.flatMap { source in source.folders.map { PathName.joined(source.path, $0) } }
      level = folders.prefix(limit).map(ImportSource.init)
    }
    return []
  }

  private static func first(_ limit: Int, of files: [String]) -> [String] {
    guard files.count > limit else { return files }
    return Array((files.filter(isLikely) + files.filter { !isLikely($0) }).prefix(limit))
  }

  private static func isLikely(_ file: String) -> Bool {
    let stem = PathName.stem(file)
    return likelyWords.contains { stem.lowercased().contains($0) } || SplitName.split(of: stem, [:]) != nil
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
  ///   - other: those of `list`. A file may list only the categories that occur in it.
  /// - Throws: `UsageError` if two files are of different data sets.
  func requireOneSet(
    _ first: [String], _ other: [String], of list: ImportLists.List, _ report: inout ImportReport
  ) throws {
    let (one, two) = (Set(first), Set(other))
    // The user has put files together by --validation and --test.
    guard ImageFiles.isFolder(request.source), one != two else { return }
    guard one.isSubset(of: two) || two.isSubset(of: one) else {
      throw refusal(
        "with other categories each: \(lists[0].path) has \(first.quoted(atMost: 4)), "
          + "\(list.path) \(other.quoted(atMost: 4))")
    }
    let lacking = one.symmetricDifference(two).sorted().quoted(atMost: 4)
    report.note("\(one.count > two.count ? list.path : lists[0].path) does not list the categories \(lacking)")
  }

  private func refusal(_ why: String) -> UsageError {
    var commands = lists.prefix(Self.commandLimit).enumerated().map { number, list in
      ImportCommand(format: CocoImport.importer.name, source: list.path, out: "\(request.out)-\(number + 1)").text(
        request)
    }
    if lists.count > commands.count { commands.append("and \(lists.count - commands.count) more") }
    var text =
      "\(request.source) holds several COCO files (\(names.quoted(atMost: 4))), \(why); import each as a task of its "
      + "own:\n  \(commands.joined(separator: "\n  "))"
    text += "\nor, where they are splits of one set, that of train with --validation FILE and --test FILE"
    return UsageError(text)
  }

  private var names: [String] { lists.map { PathName.relative($0.path, from: request.source) } }
}
