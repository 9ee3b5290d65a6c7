import Foundation

/// A file that appears under its name only when complete: written beside it, synced, then renamed.
final class OutputFile {
  let path: String
  private let temporaryPath: String
  private var descriptor: Int32

  /// Opens the temporary file beside `path`.
  /// - Throws: `SafeTensorsError` of kind `unwritable` or `diskFull` if the temporary file cannot be created.
  init(path: String) throws {
    self.path = path
    temporaryPath = "\(path).\(UUID().uuidString.prefix(8)).partial"
    descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure("cannot be created") }
  }

  deinit { if descriptor >= 0 { discard() } }

  /// Linux moves at most 2 GiB a call and may move less; the loop goes on until all is written.
  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
      let count = Foundation.write(descriptor, part.baseAddress, part.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure("cannot be written") }
      rest = rest.dropFirst(count)
    }
  }

  /// Syncs, closes, and puts the file in its place.
  func commit() throws {
    guard fsync(descriptor) == 0 else { throw failure("cannot be synced") }
    let file = descriptor
    descriptor = -1  // a failed close leaves nothing to close, and the number may be another file's by then
    guard close(file) == 0 else { throw failure("cannot be closed") }
    guard rename(temporaryPath, path) == 0 else { throw failure("cannot be renamed from \(temporaryPath)") }
    try syncFolder()
  }

  /// Closes and removes the temporary file.
  func discard() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    unlink(temporaryPath)
  }

  /// Without it the new name may be lost in a power cut although the bytes are on disk.
  private func syncFolder() throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let folderDescriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard folderDescriptor >= 0 else { throw failure("folder cannot be opened") }
    defer { close(folderDescriptor) }
    // Some network file systems cannot sync a folder and say so with EINVAL.
    guard fsync(folderDescriptor) == 0 || errno == EINVAL else { throw failure("folder cannot be synced") }
  }

  private func failure(_ what: String) -> SafeTensorsError {
    let code = errno
    let isFull = code == ENOSPC || code == EDQUOT
    return SafeTensorsError(
      isFull ? .diskFull : .unwritable, file: path, found: "\(what) (\(String(cString: strerror(code))))",
      allowed: isFull ? "free space on the file system is needed" : "a writable place is needed")
  }
}
