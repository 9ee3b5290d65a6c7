import Foundation

/// The folder that relative paths of the command line start from.
enum SettingsFolder {
  static var current: String { FileManager.default.currentDirectoryPath }
}
