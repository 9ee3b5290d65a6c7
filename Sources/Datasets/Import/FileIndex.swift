/// All files below a folder.
struct FileIndex {
  /// From the folder, sorted.
  let files: [String]
  /// Links to a folder that they lie in, which are not followed; from the folder, sorted.
  let linksBack: [String]

  /// - Throws: `DataError` if the folder cannot be read.
  init(_ folder: String, isWanted: (String) -> Bool = ImageFiles.isImage) throws {
    var found: (files: [String], links: [String]) = ([], [])
    try Self.collect(folder, prefix: "", FolderWay(to: folder), isWanted, &found)
    (files, linksBack) = found
  }

  /// The images below a folder, with DICOM files that have no ending, and all other files; from the folder, sorted.
  /// - Throws: `DataError` if the folder cannot be read.
  static func images(below folder: String, _ report: inout ImportReport) throws -> (images: [String], others: [String])
  {
    let all = try FileIndex(folder, isWanted: { _ in true })
    all.tellLinks(&report)
    let isImage = all.files.map { DicomFiles.isImage(PathName.joined(folder, $0)) }
    let pairs = zip(all.files, isImage)
    return (pairs.filter(\.1).map(\.0), pairs.filter { !$0.1 }.map(\.0))
  }

  /// Whether an image lies below a folder; no further ones are looked for.
  static func holdsImage(below folder: String) -> Bool { holdsImage(folder, FolderWay(to: folder)) }

  private static func holdsImage(_ folder: String, _ way: FolderWay) -> Bool {
    let paths = ((try? ImageFiles.names(in: folder)) ?? []).filter { !ImageFiles.isJunk($0) }.map {
      PathName.joined(folder, $0)
    }
    if paths.contains(where: { !ImageFiles.isFolder($0) && DicomFiles.isImage($0) }) { return true }
    return paths.contains { path in
      ImageFiles.isFolder(path) && way.into(path).map { holdsImage(path, $0) } ?? false
    }
  }

  func tellLinks(_ report: inout ImportReport) {
    for link in linksBack { report.leaveOut(link, "links that lead back to a folder that they lie in") }
  }

  /// `case_01` of `a/case_01.nii.gz`.
  static func key(_ path: String) -> String {
    var name = PathName.last(path)
    for ending in [".nii.gz", ".hdr.gz", ".dicom", ".geojson", ".json"] where name.lowercased().hasSuffix(ending) {
      return String(name.dropLast(ending.count))
    }
    if ImageFiles.isImage(name) || ImageFiles.isSlide(name) { name = PathName.stem(name) }
    return name
  }

  /// `a/case_01` of `a/case_01.nii.gz`.
  static func stem(_ path: String) -> String { path.dropLast(PathName.last(path).count) + key(path) }

  private static func collect(
    _ folder: String, prefix: String, _ way: FolderWay, _ isWanted: (String) -> Bool,
    _ found: inout (files: [String], links: [String])
  ) throws {
    for name in try ImageFiles.names(in: folder) where !ImageFiles.isJunk(name) {
      let path = PathName.joined(folder, name)
      if ImageFiles.isFolder(path) {
        if let way = way.into(path) {
          try collect(path, prefix: prefix + name + "/", way, isWanted, &found)
        } else {
          found.links.append(prefix + name)
        }
      } else if isWanted(name) {
        found.files.append(prefix + name)
      }
    }
  }
}
