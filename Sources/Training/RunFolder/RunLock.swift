import Foundation
import Settings

/// Holds a run folder for one process.
///
/// The lock is the system's (`flock`), so it dies with the process: after `kill -9` the file is still there and locks
/// nothing. The number of the process in it serves the error message only.
final class RunLock {
  private let file: Int32

  /// - Throws: `RunFolderError` (exit code 2) if another process holds the folder.
  init(_ path: String) throws {
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw RunFolderError.system("open", path) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      defer { close(file) }
      if [ENOSYS, ENOTSUP, EOPNOTSUPP, ENOLCK].contains(code) {
        throw RunFolderError(
          path,
          "this file system has no locks, which keep two processes out of one run; give a folder elsewhere with --out "
            + "(Lustre: mount it with flock)")
      }
      guard code == EWOULDBLOCK else { throw RunFolderError.system("lock", path, code: code) }
      throw Self.inUse(path, file)
    }
    do {
      guard ftruncate(file, 0) == 0 else { throw RunFolderError.system("write", path) }
      try DurableFile.append(Array("\(getpid())\n".utf8), to: file, path)
    } catch {
      close(file)
      throw error
    }
    self.file = file
  }

  deinit { close(file) }

  private static func inUse(_ path: String, _ file: Int32) -> RunFolderError {
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = max(0, pread(file, &bytes, bytes.count, 0))
    let process = String(decoding: bytes.prefix(count).prefix { $0 != 0x0A }, as: UTF8.self)
    let message = "in use by process \(process); wait until it ends, stop it, or start another run without --resume"
    return RunFolderError(path.parentFolder, message, exitCode: .usage)
  }
}
