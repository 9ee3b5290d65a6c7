/// Images in several folders below the list's own, such as `images_001/images` and `images_002/images`.
extension ImageFolderSearch {
  /// Looks each name up below the own folder where a chosen folder lacks some that lie elsewhere.
  ///
  /// Names that start at the own folder or its parent as they stand go first, then the folders that the list's name or
  /// split speaks for. Names that several equal folders have are left out.
  /// - Parameter ways: to the folders below the own one.
  /// - Returns: nil where the chosen folder is all that is to be had.
  func several(besides chosen: String, ways: [String], _ report: inout ImportReport) -> ListedImages? {
    let missing = names.filter { !exists($0, in: chosen) }
    guard !missing.isEmpty else { return nil }
    // A folder a patient is more than a search for one folder looks at.
    let index = index(ways.count < Self.folderLimit ? ways : tree(own, limit: .max).ways)
    var places: [String: ListedImages.Place] = [:]
    for name in names { places[name] = place(name, index) }
    let further = missing.count { places[$0] != nil }
    guard further > 0 else { return nil }
    let starts = places.values.compactMap { if case .start(let start) = $0 { start } else { nil } }
    let folders = Set(starts).sorted()
    // Copies of what the chosen folder holds would take most images away.
    guard starts.count >= names.count - missing.count, folders.count > 1 else {
      report.note(
        "the images are taken from \(chosen), though \(further) more of the names are in other folders of \(own); "
          + "--images DIR names another")
      return nil
    }
    report.note("the images are taken from \(folders.count) folders of \(own): \(folders.quoted(atMost: 4))")
    return ListedImages(own, places)
  }

  /// What files and folders below the own one end in, with as many names as listed ones have -> where these would
  /// start.
  private func index(_ ways: [String]) -> [String: [String]] {
    let counts = Set(names.map { PathName.parts($0).count }).subtracting([0])
    var found: [String: [String]] = [:]
    for way in [""] + ways {
      for name in (try? ImageFiles.names(in: Self.path(own, way))) ?? [] where !ImageFiles.isJunk(name) {
        let parts = PathName.parts(PathName.joined(way, name))
        for count in counts where count <= parts.count {
          let start = parts.dropLast(count).joined(separator: "/")
          found[parts.suffix(count).joined(separator: "/"), default: []].append(start)
        }
      }
    }
    return found
  }

  /// nil where there is no such file.
  private func place(_ name: String, _ index: [String: [String]]) -> ListedImages.Place? {
    if exists(name, in: own) { return .start(own) }
    if isInside(name, from: parent) { return .start(parent) }
    let starts = index[PathName.parts(name).joined(separator: "/"), default: []]
    // A mask of this name is no image, and splits may count from 0 each.
    let able = starts.filter { rank($0) <= Self.plainRank && !isOfAnotherSplit($0) }
    let lowest = able.map(rank).min()
    let first = able.filter { rank($0) == lowest }
    guard let start = first.first else { return nil }
    return first.count == 1 ? .start(Self.path(own, start)) : .several
  }

  private func isOfAnotherSplit(_ way: String) -> Bool {
    guard let split = SplitName.split(of: PathName.stem(list), [:]) else { return false }
    let named = way.split(separator: "/").compactMap { SplitName.split(of: String($0), [:]) }
    return !named.isEmpty && !named.contains(split)
  }
}
