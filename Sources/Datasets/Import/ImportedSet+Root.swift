import Foundation

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
