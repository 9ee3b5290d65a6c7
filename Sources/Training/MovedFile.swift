import Foundation

/// A file of the settings that is no longer where it was when the run began, such as with another `${NAME}` in its
/// path.
struct MovedFile: Equatable {
  /// The topmost folder of the old path that is gone, or the file itself.
  let old: String
  /// What lies in its place now.
  let new: String

  /// nil for texts that are no paths, and where the old file is still there or the new one has another name.
  init?(from before: String?, to after: String?) {
    guard let before, let after, before.hasPrefix("/"), after.hasPrefix("/") else { return nil }
    let exists = FileManager.default.fileExists(atPath:)
    let parts = before.split(separator: "/")
    let heads = parts.indices.map { "/" + parts[...$0].joined(separator: "/") }
    guard let gone = heads.first(where: { !exists($0) }) else { return nil }
    let rest = before.dropFirst(gone.count)
    // A link to the description alone would leave its data behind.
    guard !rest.isEmpty, after.hasSuffix(rest), exists(after) else { return nil }
    (old, new) = (gone, String(after.dropLast(rest.count)))
  }

  var remedy: String {
    "if the data have moved, let the old place lead to the new one, with ln -s '\(new)' '\(old)', and keep "
      + "settings and variables as they were"
  }
}
