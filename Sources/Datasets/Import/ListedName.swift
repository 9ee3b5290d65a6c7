/// Names of files as lists write them, on this machine or on another.
enum ListedName {
  /// Why a name is left out.
  static let emptyProblem = "the name of the image is empty"
  static let severalProblem = "several image files have this name"

  /// Whether a name begins at the root of a machine: `/data/1.png`, `C:\data\1.png`, `\\host\data\1.png`.
  static func isWhole(_ name: String) -> Bool {
    if name.hasPrefix("/") || name.hasPrefix(#"\\"#) { return true }
    let start = Array(name.prefix(3))
    return start.count == 3 && start[0].isLetter && start[1] == ":" && #"\/"#.contains(start[2])
  }

  /// With the slashes of this machine, as Windows writes them backwards.
  static func slashed(_ name: String) -> String { name.contains(#"\"#) ? name.replacing(#"\"#, with: "/") : name }
}
