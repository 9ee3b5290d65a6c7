import Foundation
import Imaging

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Size and time of a file: when both are as before, its content is taken to be as before.
public struct FileStamp: Sendable, Equatable, Hashable {
  public let byteCount: Int64
  /// Time of the last change in nanoseconds since 1970.
  public let modified: Int64

  public init(byteCount: Int64, modified: Int64) {
    self.byteCount = byteCount
    self.modified = modified
  }

  /// The stamp of a file, with those that hold its voxels, or of all files of a folder (a DICOM series); nil if there
  /// is none.
  public init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    if status.st_mode & S_IFMT == S_IFDIR {
      self.init(folder: path)
      return
    }
    guard status.st_mode & S_IFMT == S_IFREG else { return nil }
    #if canImport(Glibc)
      let time = status.st_mtim
    #else
      let time = status.st_mtimespec
    #endif
    self.init(byteCount: Int64(status.st_size), modified: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    let companions = (try? VolumeReader.companions(of: path)) ?? []
    if !companions.isEmpty { self.init([(path, self)] + companions.map { ($0, FileStamp(path: $0)) }) }
  }

  private init?(folder: String) {
    guard let names = try? ImageFiles.names(in: folder) else { return nil }
    let stamps = names.filter { !$0.hasPrefix(".") }.map { ($0, FileStamp(file: "\(folder)/\($0)")) }
    guard stamps.contains(where: { $0.1 != nil }) else { return nil }
    self.init(stamps)
  }

  /// All bytes, and in place of a time a hash of every name, size and time.
  private init(_ stamps: [(name: String, stamp: FileStamp?)]) {
    var hash = ContentHash()
    for (name, stamp) in stamps { hash.add("\(name) \(stamp?.byteCount ?? -1) \(stamp?.modified ?? 0)\n") }
    let bytes = stamps.reduce(0) { $0 + ($1.stamp?.byteCount ?? 0) }
    self.init(byteCount: bytes, modified: Int64(bitPattern: hash.value))
  }

  private init?(file: String) {
    guard !ImageFiles.isFolder(file) else { return nil }
    self.init(path: file)
  }
}
