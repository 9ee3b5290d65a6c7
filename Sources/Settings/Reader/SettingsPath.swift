import Foundation

/// Paths in settings. `..` is kept, because collapsing it would be wrong behind a symbolic link.
enum SettingsPath {
  static var currentFolder: String { FileManager.default.currentDirectoryPath }

  static func absolute(_ path: String, from folder: String) -> String {
    let base = folder.hasPrefix("/") ? folder : currentFolder + "/" + folder
    let whole = path.hasPrefix("/") ? path : base + "/" + path
    let parts = whole.split(separator: "/").filter { $0 != "." }
    return "/" + parts.joined(separator: "/")
  }
}
