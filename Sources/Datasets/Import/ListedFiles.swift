/// The images that a list names with or without their endings: below a folder, or by whole paths.
struct ListedFiles {
  /// The folder of the task's paths.
  let folder: String
  /// The user's, or that of the list.
  private let own: String
  private let files: FileNames
  private let paths: WholePaths
  /// Names that lead to the file of another name.
  private let shared: Set<String>

  /// - Throws: `DataError` if the folder cannot be read, or all names are whole paths and none of them exists.
  init(_ names: [String], list: String, given: String?, _ report: inout ImportReport) throws {
    own = given ?? ImageFolder.above(list)
    let others = Set(names.filter { !ListedName.isWhole($0) })
    paths = try WholePaths(names.filter(ListedName.isWhole), masks: [], list: list, given: given)
    paths.tell(&report)
    guard !others.isEmpty || names.isEmpty else {
      try paths.requireImages()
      (folder, files, shared) = (paths.folder, FileNames([]), [])
      return
    }
    let index = try FileIndex(own)
    index.tellLinks(&report)
    (folder, files) = (own, FileNames(index.files))
    shared = Self.shared(others, files)
  }

  /// Names of one file that differ in more than their ending: `p1/0` and `p2/0` in a folder with one `0.png`.
  private static func shared(_ names: Set<String>, _ files: FileNames) -> Set<String> {
    let pairs = names.compactMap { name in files.file(name).map { (name: name, file: $0) } }
    let byFile = Dictionary(grouping: pairs, by: \.file).mapValues { $0.map(\.name) }
    let several = byFile.values.filter { same in
      Set(same.map { PathName.parts(FileIndex.stem(ListedName.slashed($0))) }).count > 1
    }
    return Set(several.flatMap { $0 })
  }

  /// The path of the only image with this name; nil (and noted) where there is none. A whole path that exists stays.
  func path(of name: String, _ report: inout ImportReport) -> String? {
    if case .file(let file)? = paths.places[name] { return file }
    if !shared.contains(name), !ListedName.isWhole(name), let file = files.file(name) {
      return PathName.joined(own, file)
    }
    report.leaveOut(name.isEmpty ? "a row" : name, problem(name))
    return nil
  }

  private func problem(_ name: String) -> String {
    if name.isEmpty { return ListedName.emptyProblem }
    if shared.contains(name) { return "several listed names lead to one image file" }
    let isSeveral = ListedName.isWhole(name) ? paths.places[name] != nil : files.count(name) > 1
    return isSeveral ? ListedName.severalProblem : "the image file does not exist"
  }
}
