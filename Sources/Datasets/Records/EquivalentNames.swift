import Foundation

/// Finds listed files whose names are spelled with other code points on disk: `é` may be one of them or two.
///
/// Linux compares bytes. Archives made on macOS hold decomposed names, tables mostly composed ones, and no list shows
/// the difference.
final class EquivalentNames {
  /// By the bytes of a folder's path: its names, each with all that are canonically equal to it.
  private var listings: [[UInt8]: [String: [String]]] = [:]

  /// The records with the paths of their images and masks as they are spelled on disk; a file that is missing, or that
  /// several names could mean, keeps its path.
  static func onDisk(_ records: [SampleRecord]) -> [SampleRecord] {
    let names = EquivalentNames()
    return records.map { record in
      record.files.allSatisfy(isPlain) ? record : record.withFiles { names.existing($0) ?? $0 }
    }
  }

  /// ASCII has one spelling.
  private static func isPlain(_ path: String) -> Bool { path.utf8.allSatisfy { $0 < 0x80 } }

  /// A file from a folder, as it is spelled on disk; nil for names of one spelling, and where it is missing or
  /// several names could be meant.
  func existing(_ file: String, in folder: String) -> String? {
    guard !Self.isPlain(file) else { return nil }
    if file.hasPrefix("/") { return existing(file) }
    let prefix = PathName.joined(folder, "")
    guard let found = existing(prefix + file), found.utf8.starts(with: prefix.utf8) else { return nil }
    return String(decoding: found.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
  }

  /// A path as it is spelled on disk; nil where it is missing, or several names could be meant.
  func existing(_ path: String) -> String? {
    if FileManager.default.fileExists(atPath: path) { return path }
    guard !Self.isPlain(path) else { return nil }
    let slash = path.lastIndex(of: "/")
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let parent = slash.map { String(path[..<$0]) } ?? "."
    // Folders above may be spelled otherwise too.
    guard let folder = existing(parent), let same = names(in: folder)[name], same.count == 1 else { return nil }
    return slash == nil ? same[0] : PathName.joined(folder, same[0])
  }

  /// Swift's texts are equal where they are canonically equivalent.
  private func names(in folder: String) -> [String: [String]] {
    let key = Array(folder.utf8)
    if let known = listings[key] { return known }
    let names = (try? ImageFiles.names(in: folder)) ?? []
    let groups = Dictionary(grouping: names) { $0 }
    listings[key] = groups
    return groups
  }
}
