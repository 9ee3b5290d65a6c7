import Foundation

/// A file or folder that cannot be written. Exit code 2, for the path is the user's choice; 5 where the disk is full.
package struct OutputError: ExitCodeError, Equatable, CustomStringConvertible {
  package let path: String
  package let reason: String
  package let exitCode: ExitCode

  /// - Parameter code: the system's number of the error; 0 if it is unknown.
  package init(_ path: String, code: Int32) {
    self.path = path
    let isFull = code == ENOSPC || code == EDQUOT
    exitCode = isFull ? .resources : .usage
    reason = isFull ? "the disk is full" : Self.obstacle(path, code) ?? Self.words(code)
  }

  package var description: String {
    let remedy = exitCode == .resources ? "free some space, or give another place" : "give another place"
    return "\(path): cannot be written: \(reason); \(remedy)"
  }

  /// What stands in the way, where a look at the path tells more than the system's words.
  private static func obstacle(_ path: String, _ code: Int32) -> String? {
    let folder = OutputPath.above(path)
    switch code {
    case EISDIR: return "it is a folder"
    case EEXIST, ENOTDIR: return OutputPath.isFolder(path) ? "it is a folder" : noFolder(OutputPath.nearest(path))
    case ENOENT, 0:
      if OutputPath.exists(folder) { return OutputPath.isFolder(folder) ? nil : noFolder(folder) }
      let nearest = OutputPath.nearest(folder)
      return OutputPath.isFolder(nearest) ? "the folder \(folder) does not exist" : noFolder(nearest)
    default: return nil
    }
  }

  private static func noFolder(_ path: String) -> String { "\(path) is a file, not a folder" }

  private static func words(_ code: Int32) -> String {
    code == 0 ? "the file system refuses it" : String(cString: strerror(code))
  }
}

/// What lies at and above a path.
enum OutputPath {
  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// The folder of a path; `.` for a bare name.
  static func above(_ path: String) -> String {
    // NSString's own traps on names of one letter on Linux.
    let parent = path.split(separator: "/").dropLast().joined(separator: "/")
    if path.hasPrefix("/") { return "/" + parent }
    return parent.isEmpty ? "." : parent
  }

  /// The path itself, or the deepest thing above it that is there.
  static func nearest(_ path: String) -> String {
    var place = path
    while !exists(place), above(place) != place { place = above(place) }
    return place
  }
}
