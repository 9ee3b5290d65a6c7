import Foundation

/// Writing where a user asks for it: what the file system refuses is told with the place, the reason and a remedy.
package enum OutputPlace {
  /// Makes a folder and those above it.
  /// - Throws: `OutputError` if it cannot be made.
  package static func makeFolder(_ path: String) throws {
    try telling(path) { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
  }

  /// Writes a text file in one step: the old content or the new one, never a part.
  /// - Throws: `OutputError` if it cannot be written.
  package static func write(_ text: String, to path: String) throws {
    try telling(path) { try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) }
  }

  /// Tries whether a file can be written, so that a wrong path does not cost the work that comes before.
  /// - Throws: `OutputError` if it cannot; nothing is left behind.
  package static func requireWritable(_ path: String) throws {
    guard !OutputPath.isFolder(path) else { throw OutputError(path, code: EISDIR) }
    try probe(OutputPath.above(path), for: path)
  }

  /// Tries whether a folder can be made, or is there, and can be filled.
  /// - Throws: `OutputError` if it cannot; nothing is made or left behind.
  package static func requireFillable(_ path: String) throws {
    try probe(OutputPath.nearest(path), for: path)
  }

  private static func probe(_ folder: String, for path: String) throws {
    let probe = folder + "/.umedpt-\(UUID().uuidString)"
    let file = open(probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw OutputError(path, code: errno) }
    close(file)
    unlink(probe)
  }

  /// Runs what writes at a path; errors that are not the file system's pass as they are.
  /// - Throws: `OutputError` in place of Foundation's errors.
  package static func telling<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      guard let code = systemCode(of: error) else { throw error }
      throw OutputError(path, code: code)
    }
  }

  /// The system's number of an error of the file system, 0 where it has none; nil for every other error.
  private static func systemCode(of error: any Error) -> Int32? {
    let found = error as NSError
    if found.domain == NSPOSIXErrorDomain { return Int32(truncatingIfNeeded: found.code) }
    guard found.domain == NSCocoaErrorDomain else { return nil }
    if let code = codes[found.code] { return code }
    guard let inner = found.userInfo[NSUnderlyingErrorKey] as? any Error else { return 0 }
    return systemCode(of: inner) ?? 0
  }

  /// Errors of Foundation that say all there is to say.
  private static let codes: [Int: Int32] = [
    CocoaError.fileWriteOutOfSpace.rawValue: ENOSPC, CocoaError.fileWriteFileExists.rawValue: EEXIST,
    CocoaError.fileWriteNoPermission.rawValue: EACCES, CocoaError.fileWriteVolumeReadOnly.rawValue: EROFS,
  ]
}
