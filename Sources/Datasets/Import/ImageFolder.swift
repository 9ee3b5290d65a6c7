import Foundation

/// Finds the folder that listed image names start from.
enum ImageFolder {
  /// How many names are looked for in each folder.
  private static let probeCount = 50

  /// The candidate in which most of the names exist: the user's folder, the list's own, those above it, and folders
  /// beside it.
  /// - Throws: `DataError` if there is no name, or none of them exists anywhere.
  static func find(_ names: [String], list: String, given: String?) throws -> String {
    guard let first = names.first else {
      throw DataError(.noFiles, at: list, "it lists no image", allowed: "one or more")
    }
    let stride = max(1, names.count / probeCount)
    let probes = Swift.stride(from: 0, to: names.count, by: stride).map { names[$0] }
    let candidates = given.map { [$0] } ?? self.candidates(near: list)
    let scored = candidates.map { folder in (folder, probes.count { exists(PathName.joined(folder, $0)) }) }
    guard let best = scored.max(by: { $0.1 < $1.1 }), best.1 > 0 else {
      throw DataError(
        .noFiles, at: list, "none of the listed images exists, the first is \"\(first)\"",
        allowed: "looked in \(candidates.quoted(atMost: 4))", hint: "name the folder with --images DIR")
    }
    // `max` keeps the last of equals; the nearest folder is wanted.
    return scored.first { $0.1 == best.1 }?.0 ?? best.0
  }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// The folder of a path; `.` for a bare name.
  static func above(_ path: String) -> String {
    let trimmed = path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path
    guard let cut = trimmed.lastIndex(of: "/") else { return "." }
    return cut == trimmed.startIndex ? "/" : String(trimmed[..<cut])
  }

  private static func candidates(near list: String) -> [String] {
    let own = above(list)
    let parent = own == "." ? ".." : above(own)
    let stem = PathName.stem(list)
    var found = [own, parent, PathName.joined(own, stem), PathName.joined(parent, stem)]
    for folder in [own, parent] {
      let names = (try? ImageFiles.names(in: folder)) ?? []
      let below = names.filter { !ImageFiles.isJunk($0) && ImageFiles.isFolder(PathName.joined(folder, $0)) }
      // A list of the training set belongs to the folder of that name before any other.
      let split = SplitName.split(of: stem, [:])
      let fitting = below.filter { split != nil && SplitName.split(of: $0, [:]) == split }
      found += (fitting + below.filter { !fitting.contains($0) }).prefix(200).map { PathName.joined(folder, $0) }
    }
    return found
  }
}

/// Splits as other people name them.
enum SplitName {
  /// The split of a folder that has nothing but the split in its name, such as `Training` or `val2017`.
  static func whole(_ name: String, _ given: [String: Split]) -> Split? {
    if let split = given[name] { return split }
    let words = name.lowercased().split { !$0.isLetter }
    return words.count == 1 ? split(of: name, given) : nil
  }

  /// The split of a folder or file name; nil for names that are none.
  static func split(of name: String, _ given: [String: Split]) -> Split? {
    if let split = given[name] { return split }
    let words = name.lowercased().split { !$0.isLetter }.map(String.init)
    for word in words {
      switch word {
      case "train", "training", "trainval": return .train
      case "val", "valid", "validation", "dev": return .validation
      case "test", "testing": return .test
      default: continue
      }
    }
    return nil
  }
}

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

  /// The only file with this name, with or without its extension.
  func file(_ name: String) -> String? {
    let found = byStem[name] ?? byStem[Self.key(name)]?.filter { PathName.last($0) == PathName.last(name) } ?? []
    return found.count == 1 ? found[0] : nil
  }

  func count(_ name: String) -> Int { (byStem[name] ?? []).count }

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
