/// Whole paths of a list that lead to nothing, because the files were moved from another folder or machine: their ends
/// tell the files below a folder.
struct MovedFiles {
  /// Listed path -> file.
  private(set) var found: [String: String] = [:]
  /// Listed paths that several files fit, or whose file other paths lead to as well.
  private(set) var several: Set<String> = []
  /// How many names at the end of a path tell its file.
  private(set) var depth = 0

  private struct Listed {
    let path: String
    /// The names in it.
    let parts: [String]
    /// What it may be.
    var files: [[String]] = []
  }

  /// Takes the largest number of names that tells a file: where folders agree, fewer names would lead into others.
  /// - Throws: `DataError` if the folder cannot be read.
  init(_ paths: [String], below folder: String) throws {
    let listed = Set(paths).sorted().map { Listed(path: $0, parts: PathName.parts(ListedName.slashed($0))) }
    let files = try FileIndex(folder) { _ in true }.files.map { PathName.parts($0) }
    let deepest = min(listed.map(\.parts.count).max() ?? 0, files.map(\.count).max() ?? 0)
    for depth in stride(from: deepest, to: 0, by: -1) {
      let fits = Self.fits(listed, files, depth)
      guard !fits.isEmpty else { continue }
      take(fits + Self.lessDeep(listed, files, depth, besides: fits), below: folder)
      self.depth = depth
      return
    }
  }

  private mutating func take(_ fits: [Listed], below folder: String) {
    let byFile = Dictionary(grouping: fits.filter { $0.files.count == 1 }) { $0.files[0] }
    for (file, same) in byFile where same.count == 1 {
      found[same[0].path] = PathName.joined(folder, file.joined(separator: "/"))
    }
    several = Set(fits.map(\.path)).subtracting(found.keys)
  }

  /// Paths that end in as many names as files do.
  private static func fits(_ listed: [Listed], _ files: [[String]], _ depth: Int) -> [Listed] {
    let byEnd = Dictionary(grouping: files.filter { $0.count >= depth }) { $0.suffix(depth) }
    return listed.compactMap { entry in
      guard entry.parts.count >= depth, let able = byEnd[entry.parts.suffix(depth)],
        able.count > 1 || !isOfAnotherSplit(able[0], entry.parts)
      else { return nil }
      return Listed(path: entry.path, parts: entry.parts, files: able)
    }
  }

  /// Files with fewer names, where their whole path is what comes after a folder that others start from.
  private static func lessDeep(
    _ listed: [Listed], _ files: [[String]], _ depth: Int, besides fits: [Listed]
  ) -> [Listed] {
    let starts = Set(fits.filter { $0.files[0].count == depth }.map { $0.parts.dropLast(depth) })
    guard !starts.isEmpty else { return [] }
    let (whole, taken) = (Set(files), Set(fits.map(\.path)))
    return listed.filter { !taken.contains($0.path) }.compactMap { entry in
      for count in 1..<depth where count <= entry.parts.count && starts.contains(entry.parts.dropLast(count)) {
        let file = Array(entry.parts.suffix(count))
        if whole.contains(file) { return Listed(path: entry.path, parts: entry.parts, files: [file]) }
      }
      return nil
    }
  }

  /// Splits may count from 0 each.
  private static func isOfAnotherSplit(_ file: [String], _ path: [String]) -> Bool {
    let (own, listed) = (splits(file), splits(path))
    return !own.isEmpty && !listed.isEmpty && own.isDisjoint(with: listed)
  }

  private static func splits(_ path: [String]) -> Set<Split> {
    Set(path.dropLast().compactMap { SplitName.split(of: $0, [:]) })
  }
}
