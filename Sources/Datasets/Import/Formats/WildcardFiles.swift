/// Finds files by names with `*` in them.
struct WildcardFiles {
  private let folder: String
  private let onDisk = EquivalentNames()
  private var listed: [String: [String]] = [:]

  init(_ folder: String) { self.folder = folder }

  /// All files that fit, from the folder.
  mutating func matches(_ pattern: String) -> [String] {
    guard pattern.contains("*") else { return [pattern] }
    var found = [""]
    for part in pattern.split(separator: "/").map(String.init) {
      found = found.flatMap { prefix -> [String] in
        let names = part.contains("*") ? self.names(prefix).filter { Self.fits($0, part) } : [part]
        return names.map { prefix.isEmpty ? $0 : "\(prefix)/\($0)" }
      }
    }
    return found.filter { onDisk.existing(PathName.joined(folder, $0)) != nil }
  }

  private mutating func names(_ below: String) -> [String] {
    if let names = listed[below] { return names }
    let path = below.isEmpty ? folder : PathName.joined(folder, below)
    let names = (try? ImageFiles.names(in: path)) ?? []
    listed[below] = names
    return names
  }

  /// Whether a name fits a pattern in which `*` stands for any text.
  static func fits(_ name: String, _ pattern: String) -> Bool {
    let pieces = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard pieces.count > 1 else { return name == pattern }
    guard name.hasPrefix(pieces[0]), name.count >= pieces[0].count + pieces[pieces.count - 1].count,
      name.hasSuffix(pieces[pieces.count - 1])
    else { return false }
    var rest = name.dropFirst(pieces[0].count).dropLast(pieces[pieces.count - 1].count)
    for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
      guard let range = rest.firstRange(of: piece) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }
}
