import Foundation

/// What a path leads to, symbolic links followed. Looking opens nothing: no pipe makes anyone wait.
package struct FileStatus {
  package enum Kind { case regular, folder, other }

  /// The same for every path to one file or folder.
  package struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  package let kind: Kind
  package let identity: Identity

  /// Nil where there is nothing, or nothing that may be looked at.
  package init?(_ path: String) {
    var found = stat()
    guard stat(path, &found) == 0 else { return nil }
    switch found.st_mode & S_IFMT {
    case S_IFREG: kind = .regular
    case S_IFDIR: kind = .folder
    default: kind = .other
    }
    identity = Identity(
      device: UInt64(truncatingIfNeeded: found.st_dev), inode: UInt64(truncatingIfNeeded: found.st_ino))
  }
}
