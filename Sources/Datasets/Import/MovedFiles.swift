/// Whole paths of a list that lead to nothing, because the files were moved from another folder or machine: their ends
/// tell the files below a folder.
struct MovedFiles {
  /// Listed path -> file.
  private(set) var found: [String: String] = [:]
  /// How many names at the end of a path tell its file.
  private(set) var depth = 0

  private static let mostDepth = 12

  /// Takes the number of names that finds most files, the larger one of two that find as many.
  /// - Throws: `DataError` if the folder cannot be read.
  init(_ paths: [String], below folder: String) throws {
    let listed = Set(paths).sorted().map { (path: $0, parts: PathName.parts(ListedName.slashed($0))) }
    let files = try FileIndex(folder) { _ in true }.files.map { PathName.parts($0) }
    let byName = Dictionary(grouping: files) { $0.last ?? "" }
    let deepest = min(listed.map(\.parts.count).max() ?? 0, Self.mostDepth)
    for depth in stride(from: deepest, to: 0, by: -1) {
      let found = Self.found(listed, byName, depth)
      if found.count > self.found.count { (self.found, self.depth) = (found, depth) }
    }
    depth = min(depth, found.values.map { PathName.parts($0).count }.max() ?? 0)
    found = found.mapValues { PathName.joined(folder, $0) }
  }

  /// Paths that lead to one file which no other path leads to.
  private static func found(
    _ listed: [(path: String, parts: [String])], _ byName: [String: [[String]]], _ depth: Int
  ) -> [String: String] {
    var byFile: [String: [String]] = [:]
    for (path, parts) in listed {
      // A file that lies less deep has its whole way in the path.
      let able = byName[parts.last ?? "", default: []].filter { file in
        let count = min(depth, file.count)
        return parts.suffix(count) == file.suffix(count)
      }
      if able.count == 1 { byFile[able[0].joined(separator: "/"), default: []].append(path) }
    }
    let pairs = byFile.filter { $0.value.count == 1 }.map { ($0.value[0], $0.key) }
    return Dictionary(uniqueKeysWithValues: pairs)
  }
}
