import Foundation

/// A regular file mapped read-only into memory; unmapped with the last reference.
///
/// Pages come in as they are touched, so that opening a large checkpoint costs no memory. A file that another process
/// shortens while it is mapped ends this process (SIGBUS); checkpoints are therefore replaced by rename, never in
/// place.
final class MappedFile: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer

  /// Opens and maps the file; one of no bytes is mapped to nothing.
  /// - Throws: `SafeTensorsError` of kind `unreadable` if `path` is no regular file or cannot be opened or mapped.
  init(path: String) throws {
    // A named pipe would block at open without O_NONBLOCK.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path, "cannot be opened (\(Self.lastError))") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.failure(path, "has no size (\(Self.lastError))") }
    guard status.st_mode & S_IFMT == S_IFREG else { throw Self.failure(path, "is a folder, pipe or device") }
    let count = Int(status.st_size)
    guard count > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
      throw Self.failure(path, "cannot be mapped, \(count) bytes (\(Self.lastError))")
    }
    bytes = UnsafeRawBufferPointer(start: start, count: count)
  }

  deinit {
    if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
  }

  private static var lastError: String { String(cString: strerror(errno)) }

  private static func failure(_ path: String, _ found: String) -> SafeTensorsError {
    SafeTensorsError(.unreadable, file: path, found: found, allowed: "a readable safetensors file is needed")
  }
}
