import Foundation

/// Images and masks that a list names by whole paths, of this machine or of another.
struct WholePaths {
  /// Path -> its file, or several that it may be; nothing for paths that lead nowhere.
  let places: [String: ListedImages.Place]
  /// The folder of the task's paths: that of the list where it holds all that was found, else the deepest that does.
  let folder: String
  private let images: [String]
  private let list: String
  private let given: String?
  /// Paths without a file here, each once.
  private let missing: [String]
  /// By the ends of the missing ones; nil where the user named no folder.
  private let moved: MovedFiles?
  /// How missing ones may be found; nil where none is missing or the user named a folder.
  private let hint: String?

  /// - Throws: `DataError` if the user's folder cannot be read.
  init(_ images: [String], masks: [String], list: String, given: String?) throws {
    var places: [String: ListedImages.Place] = [:]
    var (missing, seen): ([String], Set<String>) = ([], [])
    let onDisk = EquivalentNames()
    for path in images + masks.filter(ListedName.isWhole) where seen.insert(path).inserted {
      if let file = onDisk.existing(path) { places[path] = .file(file) } else { missing.append(path) }
    }
    let moved = try given.flatMap { missing.isEmpty ? nil : try MovedFiles(missing, below: $0) }
    for path in moved?.several ?? [] { places[path] = .several }
    for (path, file) in moved?.found ?? [:] { places[path] = .file(file) }
    let own = given ?? ImageFolder.above(list)
    hint = given == nil && !missing.isEmpty ? Self.hint(missing, masks: Set(masks), near: own) : nil
    folder = Self.folder(of: places, own)
    (self.places, self.missing, self.moved) = (places, missing, moved)
    (self.images, self.list, self.given) = (images, list, given)
  }

  /// Whether any of the images is here.
  var hasImages: Bool { images.contains { places[$0] != nil } }

  /// - Throws: `DataError` if none of the images is here.
  func requireImages() throws {
    guard !hasImages else { return }
    throw DataError(
      .noFiles, at: list, "none of the listed images exists, the first is \"\(images[0])\"",
      allowed: given.map { "looked below \($0) for the ends of the paths" } ?? "paths of this machine",
      hint: hint ?? "name a folder that the images lie below with --images DIR")
  }

  /// Says how many paths lead nowhere, and what became of them.
  func tell(_ report: inout ImportReport) {
    if let moved, let path = moved.found.keys.min(), let file = moved.found[path], let given {
      report.note(
        "\(moved.found.count) of \(missing.count) listed paths that do not exist are files below \(given), by the last "
          + "\(moved.depth == 1 ? "name" : "\(moved.depth) names") of each: \(path) is \(file)")
    } else if let hint {
      report.note("\(missing.count) listed paths do not exist, such as \(missing[0]); \(hint)")
    }
  }

  private static func folder(of places: [String: ListedImages.Place], _ own: String) -> String {
    let files = places.values.compactMap { if case .file(let file) = $0 { parts(file) } else { nil } }
    let ownParts = parts(own)
    if files.allSatisfy({ $0.starts(with: ownParts) }) { return own }
    return PathName.common(files.map { "/" + $0.dropLast().joined(separator: "/") })
  }

  private static func parts(_ path: String) -> [String] {
    PathName.parts(path.hasPrefix("/") ? path : PathName.joined(FileManager.default.currentDirectoryPath, path))
  }

  private static func hint(_ missing: [String], masks: Set<String>, near own: String) -> String {
    let near = (try? MovedFiles(missing, below: own))?.found.keys.count { !masks.contains($0) } ?? 0
    let here = near > 0 ? "; \(near) of them would be found with --images \(ShellWord.quoted(own))" : ""
    return
      "the images may have been moved, or listed on another machine: --images DIR takes those below a folder by the "
      + "ends of their paths" + here
  }
}
