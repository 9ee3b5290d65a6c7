/// The images below a folder that a list names, with or without their endings.
struct ListedFiles {
  private let folder: String
  private let index: FileIndex
  /// By the ends of whole paths that lead to nothing; nil where there are none.
  private let moved: MovedFiles?

  /// - Throws: `DataError` if the folder cannot be read.
  init(_ names: [String], below folder: String, _ report: inout ImportReport) throws {
    self.folder = folder
    index = try FileIndex(folder)
    index.tellLinks(&report)
    let missing = names.filter { ListedName.isWhole($0) && !ImageFolder.exists($0) }
    moved = missing.isEmpty ? nil : try MovedFiles(missing, below: folder)
    if let moved, !moved.found.isEmpty {
      report.note(
        "\(moved.found.count) of \(Set(missing).count) listed paths that do not exist are files below \(folder), by the "
          + "ends of the paths; --images DIR names another folder")
    }
  }

  /// The path of the only image with this name; nil (and noted) where there is none. A whole path that exists stays.
  func path(of name: String, _ report: inout ImportReport) -> String? {
    if ListedName.isWhole(name) {
      if let file = ImageFolder.exists(name) ? name : moved?.found[name] { return file }
    } else if let file = index.file(name) {
      return PathName.joined(folder, file)
    }
    let isSeveral = !ListedName.isWhole(name) && index.count(name) > 1
    report.leaveOut(name, isSeveral ? "several image files have this name" : "the image file does not exist")
    return nil
  }
}
