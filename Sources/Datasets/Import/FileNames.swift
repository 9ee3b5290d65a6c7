/// Files of a folder by the ends of their paths, with or without their extensions.
struct FileNames {
  /// `0`, `p1/0` and `images/p1/0` of `images/p1/0.png` -> all files with this end.
  private var byEnd: [String: [String]] = [:]
  /// Whole paths without their extensions -> files.
  private var byWhole: [String: [String]] = [:]

  /// - Parameter files: from the folder. Paths of folders are taken alike.
  init(_ files: [String]) {
    for file in files {
      var end = FileIndex.key(file)
      byEnd[end, default: []].append(file)
      for folder in PathName.parts(file).dropLast().reversed() {
        end = "\(folder)/\(end)"
        byEnd[end, default: []].append(file)
      }
      byWhole[end, default: []].append(file)
    }
  }

  /// The only file with this name, with or without its extension.
  func file(_ name: String) -> String? {
    let found = named(name)
    return found.count == 1 ? found[0] : nil
  }

  func count(_ name: String) -> Int { named(name).count }

  /// All files with this name, with or without its extension. Folders in the name have to be theirs: `a/0` is not
  /// `b/0`.
  func named(_ name: String) -> [String] {
    let listed = ListedName.slashed(name)
    let last = PathName.last(listed)
    let folders = PathName.parts(listed).dropLast()
    let found = fitting(folders, last)
    return found.isEmpty ? fitting(folders, FileIndex.key(last)).filter { PathName.last($0) == last } : found
  }

  /// Files whose path ends so, and those less deep whose whole path is the end of it.
  private func fitting(_ folders: ArraySlice<String>, _ stem: String) -> [String] {
    let parts = folders + [stem]
    let lessDeep = (1..<parts.count).flatMap { byWhole[parts.suffix($0).joined(separator: "/")] ?? [] }
    return (byEnd[parts.joined(separator: "/")] ?? []) + lessDeep
  }
}
