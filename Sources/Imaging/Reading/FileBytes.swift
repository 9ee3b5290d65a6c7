import Foundation

/// Reads files whole, or their first bytes.
enum FileBytes {
  /// Files above this are no raster images.
  private static let limit = 4 << 30

  /// - Throws: `ImageError` naming the file and the system's reason.
  static func read(_ path: String, atMost most: Int? = nil) throws -> [UInt8] {
    try withFile(path) { file, size in
      let count = min(size, most ?? size)
      guard count <= limit else {
        throw ImageError(
          "has \(size) bytes, above the limit of \(limit); split it, or save it smaller", path: path)
      }
      return try read(file, count: count, path)
    }
  }

  /// `count` bytes from `offset` on, or fewer where the file ends before.
  static func read(_ path: String, from offset: Int, count: Int) throws -> [UInt8] {
    try withFile(path) { file, size in try piece(file, size, from: offset, count: count, path) }
  }

  /// Gives `body` a function that reads `count` bytes from `offset` on, or fewer where the file ends before; the file
  /// is opened once.
  static func pieces<Result>(
    of path: String, _ body: ((_ offset: Int, _ count: Int) throws -> [UInt8]) throws -> Result
  ) throws -> Result {
    try withFile(path) { file, size in
      try body { offset, count in try piece(file, size, from: offset, count: count, path) }
    }
  }

  private static func piece(_ file: Int32, _ size: Int, from offset: Int, count: Int, _ path: String) throws
    -> [UInt8]
  {
    guard lseek(file, off_t(offset), SEEK_SET) >= 0 else {
      throw refusal("cannot be read", errno, path)
    }
    return try read(file, count: max(0, min(count, size - offset)), path)
  }

  static func size(of path: String) throws -> Int { try withFile(path) { _, size in size } }

  private static func withFile<Result>(_ path: String, _ body: (Int32, Int) throws -> Result) throws -> Result {
    // Opening a pipe waits for its writer, and opening a device may start something: they are told before.
    if let found = FileStatus(path), found.kind != .regular { throw ImageError("is not a regular file", path: path) }
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw refusal("cannot be opened", errno, path) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw ImageError("is not a regular file", path: path)
    }
    return try body(file, Int(status.st_size))
  }

  private static func read(_ file: Int32, count: Int, _ path: String) throws -> [UInt8] {
    var reason: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count, let start = buffer.baseAddress {
        let got = Foundation.read(file, start + filled, count - filled)
        if got < 0 && errno == EINTR { continue }
        if got < 0 { reason = errno }
        guard got > 0 else { break }
        filled += got
      }
    }
    guard reason == 0 else { throw refusal("cannot be read", reason, path) }
    return bytes
  }

  /// What the system did not do, with its reason.
  private static func refusal(_ found: String, _ code: Int32, _ path: String) -> ImageError {
    ImageError("\(found): \(String(cString: strerror(code)))", path: path, cause: .system(code))
  }
}
