import Foundation

/// Decoded records on disk, before anything random happened to them.
///
/// An entry's name is a hash of the files' content, of how they are decoded, and of the reader's version. The content
/// was read when a file's stamp last changed (`FileStamp`), so a rewritten file is found out, and one that was copied
/// or moved costs one more reading, not a new entry. A hash over the entry tells a damaged one. When the folder
/// outgrows its limit, the entries that were used the longest time ago go. Several processes may share a folder.
public final class DiskCache: @unchecked Sendable {
  /// Where the entries lie.
  public let folder: String
  /// The most that all entries together take.
  public let limitBytes: Int
  private let lock = NSLock()
  // Guarded by `lock`: bytes of all entries as far as this process knows; nil before the first look.
  private var knownBytes: Int?

  /// A cache in a folder, which is made where it is absent.
  /// - Throws: the file system's error when the folder cannot be made.
  public init(folder: String, limitBytes: Int) throws {
    self.folder = folder
    self.limitBytes = limitBytes
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  /// The kept bytes; nil where there are none, or they are damaged.
  func read(_ key: UInt64) -> [UInt8]? {
    let path = path(key)
    guard let data = FileManager.default.contents(atPath: path), data.count >= 8 else { return nil }
    let content = [UInt8](data.dropFirst(8))
    let stored = data.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard Self.hash(content) == stored else {
      try? FileManager.default.removeItem(atPath: path)
      return nil
    }
    // The time of the last use, for eviction.
    try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: path)
    return content
  }

  /// Keeps bytes if they fit. A full or broken disk only makes the cache useless.
  func write(_ key: UInt64, _ content: [UInt8]) {
    guard content.count + 8 <= limitBytes else { return }
    var data = withUnsafeBytes(of: Self.hash(content).littleEndian) { Data($0) }
    data.append(contentsOf: content)
    makeRoom(for: data.count)
    guard (try? data.write(to: URL(fileURLWithPath: path(key)), options: .atomic)) != nil else { return }
    lock.withLock { knownBytes? += data.count }
  }

  private func path(_ key: UInt64) -> String { "\(folder)/\(key.hexadecimal)\(Self.suffix)" }

  private static let suffix = ".decoded"

  private static func hash(_ content: [UInt8]) -> UInt64 {
    var hash = ContentHash()
    content.withUnsafeBytes { hash.add($0) }
    return hash.value
  }

  // MARK: Limit

  private struct Entry {
    let path: String
    let bytes: Int
    let used: Date
  }

  /// A tenth of the limit is cleared at a time.
  private static let clearedShare = 10

  private func makeRoom(for bytes: Int) {
    lock.lock()
    defer { lock.unlock() }
    if let known = knownBytes, known + bytes <= limitBytes { return }
    // Others may have written or removed: look again before anything goes.
    let entries = entries().sorted { $0.used < $1.used }
    var total = entries.reduce(0) { $0 + $1.bytes }
    defer { knownBytes = total }
    guard total + bytes > limitBytes else { return }
    // More than is needed, so that the folder is not listed again for every further entry.
    for entry in entries where total + bytes > limitBytes - limitBytes / Self.clearedShare {
      try? FileManager.default.removeItem(atPath: entry.path)
      total -= entry.bytes
    }
  }

  private func entries() -> [Entry] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(Self.suffix) }.compactMap { name in
      let path = "\(folder)/\(name)"
      guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
        let bytes = attributes[.size] as? Int, let used = attributes[.modificationDate] as? Date
      else { return nil }
      return Entry(path: path, bytes: bytes, used: used)
    }
  }
}
