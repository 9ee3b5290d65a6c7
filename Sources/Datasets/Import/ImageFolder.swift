import Foundation

/// Finds the folders that listed image names start from.
enum ImageFolder {
  /// The user's folder, or what `ImageFolderSearch` finds near the list.
  /// - Parameter template: how a table fills the names, such as `{image}`; nil for lists that `--column` does not rule.
  /// - Throws: `DataError` if there is no name, none of them exists, or several folders outside of the list's own would
  ///   do.
  static func find(
    _ names: [String], list: String, given: String?, template: String? = nil, _ report: inout ImportReport
  ) throws -> ListedImages {
    let search = try ImageFolderSearch(names, list: list, template: template)
    guard let given else { return try search.images(&report) }
    guard search.count(in: given) > 0 else { throw search.nothing(in: given) }
    return ListedImages(given)
  }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// The folder of a path; `.` for a bare name.
  static func above(_ path: String) -> String {
    let trimmed = path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path
    guard let cut = trimmed.lastIndex(of: "/") else { return "." }
    return cut == trimmed.startIndex ? "/" : String(trimmed[..<cut])
  }
}
