/// Parts of paths, by the slash and the last point.
///
/// Foundation's own (`NSString.deletingLastPathComponent` and its kin) trap on some one-letter names on Linux.
enum PathName {
  /// `c.png` of `a/b/c.png`.
  static func last(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  /// `png` of `c.PNG`; empty for names without a point or with only the first.
  static func lowercasedExtension(_ path: String) -> String {
    let name = last(path)
    guard let point = name.lastIndex(of: "."), point != name.startIndex else { return "" }
    return name[name.index(after: point)...].lowercased()
  }

  /// `c` of `a/b/c.png`.
  static func stem(_ path: String) -> String {
    let name = last(path)
    guard let point = name.lastIndex(of: "."), point != name.startIndex else { return name }
    return String(name[..<point])
  }

  static func joined(_ folder: String, _ name: String) -> String {
    folder.isEmpty || folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }
}
