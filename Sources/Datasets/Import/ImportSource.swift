import Foundation

/// A first look at a source, for recognising its format without reading all of it.
struct ImportSource {
  let path: String
  let isFolder: Bool
  /// Names in the folder, or nothing for a file.
  let names: [String]

  init(path: String) {
    self.path = path
    isFolder = ImageFiles.isFolder(path)
    names = isFolder ? ((try? ImageFiles.names(in: path)) ?? []).filter { !ImageFiles.isJunk($0) } : []
  }

  var folders: [String] { names.filter { ImageFiles.isFolder(PathName.joined(path, $0)) } }

  /// The file itself, or the one of this name in the folder.
  func file(_ name: String) -> String? {
    guard isFolder else { return PathName.last(path) == name ? path : nil }
    return names.contains(name) ? PathName.joined(path, name) : nil
  }

  /// The columns of a CSV file; empty for anything else.
  var columns: [String] {
    guard !isFolder, ["csv", "tsv"].contains(PathName.lowercasedExtension(path)) else { return [] }
    let line = Self.start(of: path).prefix { $0 != "\n" && $0 != "\r\n" && $0 != "\r" }
    let separator: Character = PathName.lowercasedExtension(path) == "tsv" ? "\t" : ","
    return line.split(separator: separator, omittingEmptySubsequences: false).map {
      $0.trimmed.replacing("\"", with: "").replacing("\u{FEFF}", with: "")
    }
  }

  /// True if a JSON file holds all of these keys near its start or its end.
  func hasJSONKeys(_ keys: [String]) -> Bool {
    guard !isFolder, ["json", "geojson"].contains(PathName.lowercasedExtension(path)) else { return false }
    let text = Self.start(of: path) + Self.end(of: path)
    return keys.allSatisfy { text.contains("\"\($0)\"") }
  }

  private static let pieceLength = 1 << 16

  private static func start(of path: String) -> String {
    guard let file = FileHandle(forReadingAtPath: path) else { return "" }
    defer { try? file.close() }
    return String(decoding: (try? file.read(upToCount: pieceLength)) ?? Data(), as: UTF8.self)
  }

  private static func end(of path: String) -> String {
    guard let file = FileHandle(forReadingAtPath: path) else { return "" }
    defer { try? file.close() }
    let size = (try? file.seekToEnd()) ?? 0
    try? file.seek(toOffset: size > UInt64(pieceLength) ? size - UInt64(pieceLength) : 0)
    return String(decoding: (try? file.readToEnd()) ?? Data(), as: UTF8.self)
  }
}
