/// Parts of paths, by the slash and the last point.
///
/// Foundation's own (`NSString.deletingLastPathComponent` and its kin) trap on some one-letter names on Linux.
package enum PathName {
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

  /// `a/b.png` of `./a/b.png`.
  static func withoutDot(_ path: String) -> String { path.hasPrefix("./") ? String(path.dropFirst(2)) : path }

  static func joined(_ folder: String, _ name: String) -> String {
    folder.isEmpty || folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  /// The way from a folder to a path, both absolute or both from the working folder; `.` and `..` are resolved.
  package static func relative(_ path: String, from folder: String) -> String {
    let path = parts(path)
    let folder = parts(folder)
    let shared = zip(path, folder).prefix { $0 == $1 }.count
    let way = Array(repeating: "..", count: folder.count - shared) + path[shared...]
    return way.isEmpty ? "." : way.joined(separator: "/")
  }

  /// The names of a path, with `.` dropped and `a/..` taken together.
  static func parts(_ path: String) -> [String] {
    path.split(separator: "/").reduce(into: []) { parts, part in
      if part == ".." && parts.last.map({ $0 != ".." }) == true {
        parts.removeLast()
      } else if part != "." {
        parts.append(String(part))
      }
    }
  }

  /// The deepest folder that all of these lie in or are.
  static func common(_ folders: [String]) -> String {
    guard let first = folders.first else { return "." }
    let shared = folders.dropFirst().reduce(parts(first)) { shared, folder in
      zip(shared, parts(folder)).prefix { $0 == $1 }.map(\.0)
    }
    let way = shared.joined(separator: "/")
    if first.hasPrefix("/") { return "/" + way }
    return way.isEmpty ? "." : way
  }
}
