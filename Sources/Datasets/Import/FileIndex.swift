/// All files below a folder.
struct FileIndex {
  /// From the folder, sorted.
  let files: [String]
  private let byStem: [String: [String]]

  /// - Throws: `DataError` if the folder cannot be read.
  init(_ folder: String, isWanted: (String) -> Bool = ImageFiles.isImage) throws {
    var found: [String] = []
    try Self.collect(folder, prefix: "", isWanted, &found)
    files = found
    byStem = Dictionary(grouping: found, by: Self.key)
  }

  /// The images below a folder, with DICOM files that have no ending, and all other files; from the folder, sorted.
  /// - Throws: `DataError` if the folder cannot be read.
  static func images(below folder: String) throws -> (images: [String], others: [String]) {
    let all = try FileIndex(folder, isWanted: { _ in true }).files
    let isImage = all.map { file in
      ImageFiles.isImage(PathName.last(file)) || DicomFiles.isBare(PathName.joined(folder, file))
    }
    let pairs = zip(all, isImage)
    return (pairs.filter(\.1).map(\.0), pairs.filter { !$0.1 }.map(\.0))
  }

  /// The only file with this name, with or without its extension.
  func file(_ name: String) -> String? {
    let found = named(name)
    return found.count == 1 ? found[0] : nil
  }

  func count(_ name: String) -> Int { named(name).count }

  private func named(_ name: String) -> [String] {
    byStem[name] ?? byStem[Self.key(name)]?.filter { PathName.last($0) == PathName.last(name) } ?? []
  }

  /// `case_01` of `a/case_01.nii.gz`.
  static func key(_ path: String) -> String {
    var name = PathName.last(path)
    for ending in [".nii.gz", ".dicom", ".geojson"] where name.lowercased().hasSuffix(ending) {
      return String(name.dropLast(ending.count))
    }
    if ImageFiles.isImage(name) || ImageFiles.isSlide(name) { name = PathName.stem(name) }
    return name
  }

  private static func collect(
    _ folder: String, prefix: String, _ isWanted: (String) -> Bool, _ found: inout [String]
  ) throws {
    for name in try ImageFiles.names(in: folder) where !ImageFiles.isJunk(name) {
      let path = PathName.joined(folder, name)
      if ImageFiles.isFolder(path) {
        try collect(path, prefix: prefix + name + "/", isWanted, &found)
      } else if isWanted(name) {
        found.append(prefix + name)
      }
    }
  }
}
