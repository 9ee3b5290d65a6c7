import Foundation
import Imaging

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Size, times and inode of a file: when all are as before, its content is taken to be as before.
///
/// The change time (ctime) and the inode tell files that were rewritten with their size and time of modification kept,
/// as `cp -p` and `rsync -t` do. A copy or a move of a folder, or another owner, changes them too: its files are then
/// read once more.
public struct FileStamp: Sendable, Equatable, Hashable {
  /// The file's size.
  public let byteCount: Int64
  /// Time of the last change in nanoseconds since 1970.
  public let modified: Int64
  /// Hash of change time, in nanoseconds, and inode.
  public let version: UInt64

  /// A stamp that was kept.
  public init(byteCount: Int64, modified: Int64, version: UInt64) {
    self.byteCount = byteCount
    self.modified = modified
    self.version = version
  }

  /// The stamp of what can be read at a path; nil both where there is nothing and where that cannot be read, which
  /// `look` tells apart.
  public init?(path: String) {
    guard let stamp = Self.look(at: path).stamp else { return nil }
    self = stamp
  }

  /// What lies at a path.
  enum Content: Sendable, Equatable {
    case nothing
    /// What no reader should open, and why.
    case unusable(String)
    case data(FileStamp)

    var stamp: FileStamp? {
      if case .data(let stamp) = self { stamp } else { nil }
    }
  }

  /// In place of a stamp where there is no data; no file has it.
  static let ofNoData = FileStamp(byteCount: -1, modified: 0, version: 0)

  /// Looks at a file, with those that hold its voxels, or at all files of a folder (a DICOM series).
  static func look(at path: String) -> Content {
    if ImageFiles.isFolder(path) { return look(atFolder: path) }
    let own = look(atFile: path)
    // A header is read for them, which on a pipe would wait for ever.
    guard own.stamp != nil, let companions = try? VolumeReader.companions(of: path), !companions.isEmpty else {
      return own
    }
    let voxels = companions.map { companion -> Part in (companion, look(atFile: companion)) }
    return together([(path, own)] + voxels)
  }

  private static func look(atFolder path: String) -> Content {
    guard let names = try? ImageFiles.names(in: path) else {
      return .unusable("the folder cannot be read; check its permissions")
    }
    let parts = names.filter { !$0.hasPrefix(".") }.map { name -> Part in
      let inside = PathName.joined(path, name)
      return (name, ImageFiles.isFolder(inside) ? .nothing : look(atFile: inside))
    }
    guard parts.contains(where: { $0.content != .nothing }) else {
      return .unusable("the folder holds no file; dot files and what lies in folders below it do not count")
    }
    return together(parts)
  }

  /// Looks at one file alone.
  static func look(atFile path: String) -> Content {
    var status = stat()
    guard stat(path, &status) == 0 else { return .nothing }
    guard status.st_mode & S_IFMT == S_IFREG else { return .unusable("it is not a regular file") }
    // Neither size nor time tells when this changes.
    guard access(path, R_OK) == 0 else { return .unusable("it cannot be read; check its permissions") }
    #if canImport(Glibc)
      let (modified, changed) = (status.st_mtim, status.st_ctim)
    #else
      let (modified, changed) = (status.st_mtimespec, status.st_ctimespec)
    #endif
    let version = ContentHash.of("\(nanoseconds(changed)) \(status.st_ino)")
    return .data(
      FileStamp(byteCount: Int64(status.st_size), modified: nanoseconds(modified), version: version))
  }

  /// Nanoseconds since 1970 do not fit from the year 2262 on; a stamp only has to differ.
  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }

  // MARK: Several files

  private typealias Part = (name: String, content: Content)

  private static func together(_ parts: [Part]) -> Content {
    for part in parts {
      if case .unusable(let reason) = part.content { return .unusable("\(part.name): \(reason)") }
    }
    return .data(FileStamp(parts))
  }

  /// All bytes, and in place of a time a hash of every name, size and time; the versions of all.
  private init(_ parts: [Part]) {
    var (hash, versions) = (ContentHash(), ContentHash())
    var bytes: Int64 = 0
    for part in parts {
      let stamp = part.content.stamp
      hash.add("\(part.name) \(stamp?.byteCount ?? -1) \(stamp?.modified ?? 0)\n")
      versions.add("\(stamp?.version ?? 0)\n")
      bytes += stamp?.byteCount ?? 0
    }
    self.init(byteCount: bytes, modified: Int64(bitPattern: hash.value), version: versions.value)
  }
}
