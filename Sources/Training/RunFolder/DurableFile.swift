import Foundation

/// Writing that survives a kill or a power cut: the old content or the new one, never a part.
enum DurableFile {
  /// Replaces a file: temporary name beside it, fsync, rename, fsync of the folder.
  /// - Throws: `ResourceError` on a full disk, else `RunFolderError`; the old file stays and no temporary one is left.
  static func replace(_ path: String, with content: String) throws {
    let temporary = path + ".tmp"
    do {
      try write(content, to: temporary)
      guard rename(temporary, path) == 0 else { throw RunFolderError.system("rename", path) }
    } catch {
      unlink(temporary)
      throw error
    }
    try synchronizeFolder(path.parentFolder)
  }

  /// Writes a new file and waits until it lies on the disk.
  static func write(_ content: String, to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw RunFolderError.system("write", path) }
    defer { close(file) }
    try append(Array(content.utf8), to: file, path)
    guard fsync(file) == 0 else { throw RunFolderError.system("write", path) }
  }

  /// Writes all bytes to an open file, in as few calls as the system allows.
  static func append(_ bytes: [UInt8], to file: Int32, _ path: String) throws {
    try bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let count = Foundation.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw RunFolderError.system("write", path) }
        rest = rest.dropFirst(count)
      }
    }
  }

  /// Waits until a file's content lies on the disk.
  static func synchronize(_ path: String) throws { try synchronize(path, allowing: 0) }

  /// Waits until a folder's names lie on the disk. Some network file systems cannot do this for folders.
  static func synchronizeFolder(_ path: String) throws { try synchronize(path, allowing: EINVAL) }

  private static func synchronize(_ path: String, allowing code: Int32) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw RunFolderError.system("open", path) }
    defer { close(file) }
    guard fsync(file) == 0 || errno == code else { throw RunFolderError.system("flush", path) }
  }

  /// Makes a folder and those above it.
  static func makeFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw RunFolderError.system("create the folder", path, code: posixCode(of: error))
    }
  }

  /// The errno inside a Foundation error; EIO where there is none.
  static func posixCode(of error: any Error) -> Int32 {
    var current = error as NSError
    while true {
      if current.domain == NSPOSIXErrorDomain { return Int32(current.code) }
      if current.domain == NSCocoaErrorDomain, current.code == CocoaError.fileWriteOutOfSpace.rawValue { return ENOSPC }
      guard let inner = current.userInfo[NSUnderlyingErrorKey] as? NSError else { return EIO }
      current = inner
    }
  }
}
