import Foundation

/// Finds the folders that listed image names start from.
enum ImageFolder {
  /// The user's folder, or what `ImageFolderSearch` finds near the list; whole paths are taken as they stand where they
  /// exist, and else by their ends below the user's folder.
  /// - Parameters:
  ///   - masks: files that are listed beside the images.
  ///   - template: how a table fills the names, such as `{image}`; nil for lists that `--column` does not rule.
  /// - Throws: `DataError` if there is no name, none of them exists, or several folders outside of the list's own would
  ///   do.
  static func find(
    _ names: [String], masks: [String] = [], list: String, given: String?, template: String? = nil,
    _ report: inout ImportReport
  ) throws -> ListedImages {
    let whole = names.filter(ListedName.isWhole)
    guard !whole.isEmpty || masks.contains(where: ListedName.isWhole) else {
      return try findStarts(names, list: list, given: given, template: template, &report)
    }
    let paths = try WholePaths(whole, masks: masks, list: list, given: given)
    paths.tell(&report)
    let others = names.filter { !ListedName.isWhole($0) && !$0.isEmpty }
    if !others.isEmpty || whole.isEmpty {
      do {
        return try findStarts(others, list: list, given: given, template: template, &report).with(paths.places)
      } catch let error as DataError {
        // What is here stays, and what is not is left out like any other.
        guard paths.hasImages else { throw error }
        report.note("only whole paths of the list lead to images; for its other names: \(error)")
      }
    }
    try paths.requireImages()
    return ListedImages(paths.folder).with(paths.places)
  }

  private static func findStarts(
    _ names: [String], list: String, given: String?, template: String?, _ report: inout ImportReport
  ) throws -> ListedImages {
    let own = given ?? above(list)
    let turnsSlashes =
      names.contains { $0.contains(#"\"#) }
      && !names.contains { $0.contains(#"\"#) && exists(PathName.joined(own, $0)) }
    let spelled = turnsSlashes ? names.map(ListedName.slashed) : names
    let search = try ImageFolderSearch(spelled, list: list, template: template)
    guard let given else { return try search.images(&report).turningSlashes(turnsSlashes) }
    guard search.holdsAny(given) else { throw search.nothing(in: given) }
    return ListedImages(given).turningSlashes(turnsSlashes)
  }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// The folder of a path; `.` for a bare name.
  static func above(_ path: String) -> String {
    let trimmed = path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path
    guard let cut = trimmed.lastIndex(of: "/") else { return "." }
    return cut == trimmed.startIndex ? "/" : String(trimmed[..<cut])
  }
}
