import Foundation
import Imaging

/// Looks for the folder that the names of a list start from.
///
/// The list's own folder and all below it go first, because another data set beside it may have images of the same
/// names. What lies outside counts only where the own folder has no such image.
struct ImageFolderSearch {
  /// How many names are looked for in each folder.
  private static let probeCount = 50
  /// How many folders are looked at below the list's own, and beside it.
  static let folderLimit = 1000

  private struct Candidate {
    let folder: String
    /// How many of the probes exist.
    let count: Int
    /// What decides between equals, the lowest first.
    let rank: Int
  }

  let list: String
  private let template: String?
  let own: String
  let parent: String
  /// Each once.
  let names: [String]
  private let onDisk = EquivalentNames()
  private let probes: [String]
  /// Endings of the listed images; nil where a name has none that is known, such as the folder of a series.
  private let endings: Set<String>?

  /// - Throws: `DataError` if no image is named.
  init(_ names: [String], list: String, template: String? = nil) throws {
    var seen: Set<String> = []
    let names = names.filter { !$0.isEmpty && seen.insert($0).inserted }
    guard !names.isEmpty else {
      throw DataError(.noFiles, at: list, "it lists no image", allowed: "one or more")
    }
    (self.list, self.template, self.names) = (list, template, names)
    own = ImageFolder.above(list)
    parent = [".", ".."].contains(PathName.last(own)) ? Self.path(own, "..") : ImageFolder.above(own)
    let step = max(1, names.count / Self.probeCount)
    probes = stride(from: 0, to: names.count, by: step).map { names[$0] }
    endings = probes.allSatisfy(Self.isImage) ? Set(probes.map(PathName.lowercasedExtension)) : nil
  }

  func count(in folder: String) -> Int { probes.count { exists($0, in: folder) } }

  /// Whether a folder has any of the names; a list may name many more images than were loaded.
  func holdsAny(_ folder: String) -> Bool { count(in: folder) > 0 || names.contains { exists($0, in: folder) } }

  /// Whether a name is in a folder, however its letters are spelled.
  func exists(_ name: String, in folder: String) -> Bool { onDisk.existing(PathName.joined(folder, name)) != nil }

  /// The folder in which most of the names exist, or several below the own one where it holds only a part; notes say
  /// what else would do, and what lies outside of the own folder.
  /// - Throws: `DataError` if none exists, or several folders outside would do.
  func images(_ report: inout ImportReport) throws -> ListedImages {
    let literal = [
      Candidate(folder: own, count: count(in: own), rank: 0),
      Candidate(folder: parent, count: countInside(from: parent), rank: 0),
    ]
    if let whole = literal.first(where: { $0.count == probes.count }) { return ListedImages(whole.folder) }
    let (below, hasImages) = tree(own)
    let candidates = literal + below.map { candidate($0, below: own) }
    let inside = best(candidates)
    if let chosen = inside.first {
      if let several = several(besides: chosen.folder, ways: below, &report) { return several }
      let others = inside.dropFirst().map(\.folder)
      if !others.isEmpty {
        report.note(
          "the images are taken from \(chosen.folder), though as many of the names are in \(others.quoted(atMost: 3)); "
            + "--images DIR names another")
      }
      // One image more or less decides then, which is worth a look.
      let isNearly = { (one: Candidate) in one.count < chosen.count && one.count * 2 >= probes.count }
      if others.isEmpty, let second = candidates.first(where: isNearly) {
        report.note(
          "the images are taken from \(chosen.folder), though most of the names are in \(second.folder) too; --images "
            + "DIR names another")
      }
      if chosen.count < probes.count, let more = best(beside()).first, more.count > chosen.count {
        report.note(
          "the images are taken from \(chosen.folder), though \(more.folder), outside of the list's folder, holds more "
            + "of the names; --images DIR names another")
      }
      return ListedImages(chosen.folder)
    }
    let outside = best(beside())
    guard let chosen = outside.first, !hasImages else { throw nothing(outside: outside) }
    guard outside.count == 1 else { throw several(outside) }
    report.note(
      "the images are taken from \(chosen.folder), outside of the list's folder; --images DIR names another")
    return ListedImages(chosen.folder)
  }

  // MARK: Candidates

  /// Those with the highest count; only the first where its place or its name decides.
  private func best(_ candidates: [Candidate]) -> [Candidate] {
    let most = candidates.map(\.count).max() ?? 0
    guard most > 0 else { return [] }
    let equal = candidates.filter { $0.count == most }
    let lowest = equal.map(\.rank).min() ?? 0
    let first = equal.filter { $0.rank == lowest }
    return first.count == 1 && lowest < Self.plainRank ? first : first + equal.filter { $0.rank > lowest }
  }

  static let plainRank = 3

  /// - Parameter way: from the folder.
  private func candidate(_ way: String, below folder: String) -> Candidate {
    let path = Self.path(folder, way)
    return Candidate(folder: path, count: count(in: path), rank: rank(way))
  }

  /// Names that start at the list's folder or its parent as they stand go first (0), then folders of the list's name
  /// (1), of its split (2), others, and those of masks.
  func rank(_ way: String) -> Int {
    let parts = way.split(separator: "/").map(String.init)
    let stem = PathName.stem(list)
    if parts.contains(stem) { return 1 }
    if let split = SplitName.split(of: stem, [:]), parts.contains(where: { SplitName.split(of: $0, [:]) == split }) {
      return 2
    }
    return parts.contains { MaskFolderImport.maskNames.contains($0.lowercased()) } ? Self.plainRank + 1 : Self.plainRank
  }

  /// The ways to the folders below one, breadth first, and whether an image such as the listed ones is there.
  func tree(_ folder: String, limit: Int = Self.folderLimit) -> (ways: [String], hasImages: Bool) {
    var ways = [""]
    var through = [FolderWay(to: folder)]
    var hasImages = false
    var next = 0
    while next < ways.count {
      let (way, passed) = (ways[next], through[next])
      next += 1
      for name in (try? ImageFiles.names(in: Self.path(folder, way))) ?? [] where !ImageFiles.isJunk(name) {
        let further = PathName.joined(way, name)
        if isLikeListed(name) {
          hasImages = true
        } else if ways.count <= limit, ImageFiles.isFolder(Self.path(folder, further)),
          let passed = passed.into(Self.path(folder, further))
        {
          ways.append(further)
          through.append(passed)
        }
      }
    }
    // What was not looked at may hold them.
    return (Array(ways.dropFirst()), hasImages || ways.count > limit)
  }

  private func isLikeListed(_ name: String) -> Bool {
    Self.isImage(name) && endings.map { $0.contains(PathName.lowercasedExtension(name)) } ?? true
  }

  private static func isImage(_ name: String) -> Bool { ImageFiles.isImage(name) || ImageFiles.isSlide(name) }

  /// The parent and the folders in it; where none holds an image, those such as `images/train` with most of the names.
  private func beside() -> [Candidate] {
    let folders = folders(below: parent, "")
    let near =
      [Candidate(folder: parent, count: count(in: parent), rank: 0)] + folders.map { candidate($0, below: parent) }
    guard near.allSatisfy({ $0.count == 0 }) else { return near }
    let further = folders.filter { MaskFolderImport.imageNames.contains(PathName.last($0).lowercased()) }
      .flatMap { self.folders(below: parent, $0) }.prefix(Self.folderLimit)
    return near + further.map { candidate($0, below: parent) }.filter { $0.count * 2 >= probes.count }
  }

  /// The ways to the folders in one, from `folder`.
  private func folders(below folder: String, _ way: String) -> [String] {
    let names = ((try? ImageFiles.names(in: Self.path(folder, way))) ?? []).filter { !ImageFiles.isJunk($0) }
    let ways = names.lazy.map { PathName.joined(way, $0) }
    return Array(ways.filter { ImageFiles.isFolder(Self.path(folder, $0)) }.prefix(Self.folderLimit))
  }

  /// Without a dot in front, as a person would write it.
  static func path(_ folder: String, _ way: String) -> String {
    if way.isEmpty { return folder }
    return folder == "." ? way : PathName.joined(folder, way)
  }

  /// Names such as `CheXpert/train/1.png` in the list CheXpert/train.csv start outside and lead back.
  private func countInside(from folder: String) -> Int { probes.count { isInside($0, from: folder) } }

  func isInside(_ name: String, from folder: String) -> Bool {
    Self.absolute(PathName.joined(folder, name)).starts(with: Self.absolute(own)) && exists(name, in: folder)
  }

  private static func absolute(_ path: String) -> [String] {
    PathName.parts(
      path.hasPrefix("/") ? path : PathName.joined(FileManager.default.currentDirectoryPath, path))
  }

  // MARK: Errors

  /// The user's folder led to no image.
  func nothing(in folder: String) -> DataError {
    let hint = endingHint(below: folder) ?? "name the folder that they start from with --images DIR"
    return nothing("looked in \(folder)", hint: hint)
  }

  /// - Parameter outside: folders that hold some of the images, and are not taken unasked.
  private func nothing(outside: [Candidate]) -> DataError {
    var hint = "name the folder that they start from with --images DIR"
    if let ending = endingHint(below: own) {
      hint = ending
    } else if let top = renamedFolder {
      hint += ", or give \(own) the name \"\(top)\", which they begin with"
    } else if let first = outside.first {
      hint += "; \(first.folder), outside of the list's folder, holds some of these names"
    }
    return nothing("looked in \(own) and below, and beside it in \(parent)", hint: hint)
  }

  private func nothing(_ allowed: String, hint: String) -> DataError {
    DataError(
      .noFiles, at: list, "none of the listed images exists, the first is \"\(probes[0])\"", allowed: allowed,
      hint: hint)
  }

  /// What names without an ending lack, where the first one is there with one.
  private func endingHint(below folder: String) -> String? {
    guard let template, endings == nil else { return nil }
    let known = ImageFiles.extensions.union(Slide.fileExtensions).subtracting(["gz", "hdr"]).sorted() + ["nii.gz"]
    for way in tree(folder).ways + [""] {
      let start = PathName.joined(Self.path(folder, way), probes[0])
      guard let ending = known.first(where: { ImageFolder.exists("\(start).\($0)") }) else { continue }
      return "it is there as \(start).\(ending): give the names their ending with "
        + "--column 'image=\(template).\(ending)'"
    }
    return nil
  }

  /// The first part of the names where the own folder holds what comes after it.
  private var renamedFolder: String? {
    let parts = probes[0].split(separator: "/", maxSplits: 1).map(String.init)
    guard parts.count == 2, exists(parts[1], in: own) else { return nil }
    return parts[0]
  }

  private func several(_ candidates: [Candidate]) -> DataError {
    DataError(
      .noFiles, at: list,
      "the listed images are in several folders outside of its own: \(candidates.map(\.folder).quoted(atMost: 4))",
      allowed: "one of them", hint: "name it with --images DIR")
  }
}
