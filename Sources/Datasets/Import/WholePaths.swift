import Foundation

/// Images and masks that a list names by whole paths, of this machine or of another.
struct WholePaths {
  /// Path -> its file; nothing for paths that lead nowhere.
  private(set) var places: [String: ListedImages.Place] = [:]
  /// The folder of the task's paths: that of the list where it holds the images, else the deepest that does.
  let folder: String
  private let images: [String]
  private let list: String
  private let given: String?
  /// Paths without a file here.
  private let missing: [String]
  /// By the ends of the missing ones; nil where the user named no folder.
  private let moved: MovedFiles?

  /// - Throws: `DataError` if the user's folder cannot be read.
  init(_ images: [String], masks: [String], list: String, given: String?) throws {
    let paths = images + masks.filter(ListedName.isWhole)
    let there = Set(paths.filter(ImageFolder.exists))
    let missing = paths.filter { !there.contains($0) }
    moved = try given.flatMap { missing.isEmpty ? nil : try MovedFiles(missing, below: $0) }
    (self.images, self.list, self.given, self.missing) = (images, list, given, missing)
    for path in there { places[path] = .file(path) }
    for (path, file) in moved?.found ?? [:] { places[path] = .file(file) }
    let own = given ?? ImageFolder.above(list)
    let ownParts = Self.parts(own)
    let outside = there.filter { !Self.parts($0).starts(with: ownParts) }
    folder =
      outside.isEmpty || there.count < Set(paths).count ? own : PathName.common(there.sorted().map(ImageFolder.above))
  }

  private static func parts(_ path: String) -> [String] {
    PathName.parts(path.hasPrefix("/") ? path : PathName.joined(FileManager.default.currentDirectoryPath, path))
  }

  /// - Throws: `DataError` if none of the images is here.
  func requireImages() throws {
    guard !images.contains(where: { places[$0] != nil }) else { return }
    let hint = given == nil ? self.hint : "name a folder that the images lie below with --images DIR"
    throw DataError(
      .noFiles, at: list, "none of the listed images exists, the first is \"\(images[0])\"",
      allowed: given.map { "looked below \($0) for the ends of the paths" } ?? "paths of this machine", hint: hint)
  }

  /// Says how many paths lead nowhere, and what became of them.
  func tell(_ report: inout ImportReport) {
    guard let first = missing.first else { return }
    if let moved, let path = moved.found.keys.min(), let file = moved.found[path], let given {
      report.note(
        "\(moved.found.count) of \(Set(missing).count) listed paths that do not exist are files below \(given), by the "
          + "last \(moved.depth == 1 ? "name" : "\(moved.depth) names") of each: \(path) is \(file)")
    } else if given == nil {
      report.note("\(Set(missing).count) listed paths do not exist, such as \(first); \(hint)")
    }
  }

  private var hint: String {
    let own = ImageFolder.above(list)
    let near = (try? MovedFiles(missing, below: own))?.found.count ?? 0
    let here = near > 0 ? "; \(near) of them would be found with --images \(ShellWord.quoted(own))" : ""
    return
      "the images may have been moved, or listed on another machine: --images DIR takes those below a folder by the "
      + "ends of their paths" + here
  }
}
