import Foundation

/// The sources of an import and the split that each stands for.
struct ImportLists {
  struct List {
    let path: String
    /// nil where nothing says; its samples then have no split, or train where other lists have one.
    let split: Split?
  }

  let lists: [List]

  /// The source itself, and those of `--validation` and `--test`.
  init(_ request: ImportRequest) {
    var lists = [List(path: request.source, split: nil)]
    if let path = request.validation { lists.append(List(path: path, split: .validation)) }
    if let path = request.test { lists.append(List(path: path, split: .test)) }
    if lists.count > 1 { lists[0] = List(path: request.source, split: .train) }
    self.lists = lists
  }
}

extension ImportedSet {
  /// Makes paths of images and masks relative to the deepest folder that holds all of `folders`. Whole paths that lie
  /// elsewhere stay whole, and an id that is one becomes the image's name.
  mutating func takeRoot(_ folders: [String]) {
    let isAbsolute = folders.contains { $0.hasPrefix("/") }
    root = PathName.common(isAbsolute ? folders.map(Self.absolute) : folders)
    let (start, wholeStart) = (self.root, Self.absolute(self.root))
    func below(_ path: String) -> String {
      // A path of Windows is no name of the working folder.
      if ListedName.isWhole(path), !path.hasPrefix("/") { return path }
      guard isAbsolute || path.hasPrefix("/") else { return PathName.relative(path, from: start) }
      let isInside = PathName.parts(Self.absolute(path)).starts(with: PathName.parts(wholeStart))
      guard isInside || !path.hasPrefix("/") || path.split(separator: "/").contains("..") else { return path }
      return PathName.relative(Self.absolute(path), from: wholeStart)
    }
    for index in samples.indices {
      samples[index].images = samples[index].images.map(below)
      if ListedName.isWhole(samples[index].id) { samples[index].id = samples[index].images[0] }
      if case .mask(let path) = samples[index].label { samples[index].label = .mask(below(path)) }
    }
  }

  private static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : PathName.joined(FileManager.default.currentDirectoryPath, path)
  }
}

extension [String] {
  /// In the order of their bytes, numbers by value: `2` before `10`.
  var sortedNames: [String] {
    sorted { first, second in
      if let a = Double(first), let b = Double(second), a != b { return a < b }
      return first.utf8.lexicographicallyPrecedes(second.utf8)
    }
  }
}
