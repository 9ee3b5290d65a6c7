// Source: TIFF 6.0, sections 2, 3 and 15; BigTIFF as libtiff reads it.

/// Whether the tiles and strips that a TIFF names lie within its file.
///
/// A slide that was cut while it was copied opens, and its overview may be whole: where the tiles of its finest level
/// lie tells it without decoding them.
package enum SlideExtents {
  /// Other files than TIFF pass, and so does NDPI, whose places above 4 GiB are not written in TIFF's way.
  /// - Throws: `ImageError` naming the file where a tile or strip ends behind the file's end.
  package static func require(_ path: String) throws {
    guard let file = try TiffEntries(path) else { return }
    var offset = file.first
    var seen: Set<Int> = []
    while seen.count < mostDirectories, seen.insert(offset).inserted, let directory = try file.directory(at: offset) {
      if directory.entries[.ndpiVersion] != nil { return }
      try require(.tileOffsets, .tileBytes, "tiles", of: directory, file)
      try require(.stripOffsets, .stripBytes, "strips", of: directory, file)
      offset = directory.next
    }
  }

  /// More directories than a file of slides and their labels has.
  private static let mostDirectories = 1000

  private static func require(
    _ offsets: TiffEntries.Tag, _ bytes: TiffEntries.Tag, _ name: String, of directory: TiffEntries.Directory,
    _ file: TiffEntries
  ) throws {
    let offsets = try file.numbers(directory.entries[offsets])
    let counts = try file.numbers(directory.entries[bytes])
    guard offsets.count == counts.count else { return }
    // A tile of no bytes was not scanned.
    let pieces = zip(offsets, counts).filter { $0.1 > 0 }
    let lost = pieces.count { $0.0 > file.size - $0.1 }
    guard lost > 0 else { return }
    throw ImageError(
      "\(lost) of the \(pieces.count) \(name) of one of its pictures end behind the file's \(file.size) bytes: it was "
        + "cut, or is damaged", path: file.path)
  }
}

/// The directories of a TIFF or BigTIFF file, each with where its values lie.
private struct TiffEntries {
  /// The entries that are looked at.
  enum Tag: Int {
    case stripOffsets = 273
    case stripBytes = 279
    case tileOffsets = 324
    case tileBytes = 325
    /// Hamamatsu's own.
    case ndpiVersion = 65420
  }

  /// One value, or where several lie.
  struct Entry {
    let type: Int
    let count: Int
    /// In the file, of the field that holds the value or where it lies.
    let offset: Int
  }

  struct Directory {
    var entries: [Tag: Entry] = [:]
    /// Where the next directory lies; 0 after the last.
    var next = 0
  }

  let path: String
  /// Of the file, in bytes.
  let size: Int
  /// Where the first directory lies.
  let first: Int
  private let isBigEndian: Bool
  /// BigTIFF: counts and offsets of 64 bits.
  private let isWide: Bool

  /// Nil where the file does not begin as a TIFF does.
  /// - Throws: `ImageError` where it cannot be read.
  init?(_ path: String) throws {
    let head = try FileBytes.read(path, atMost: 16)
    guard head.count == 16, head[0] == head[1], head[0] == 0x49 || head[0] == 0x4D else { return nil }
    let fields = ByteFields(bytes: head, isBigEndian: head[0] == 0x4D)
    let version = fields.integer(2, as: UInt16.self)
    guard version == 42 || version == 43 else { return nil }
    (self.path, isBigEndian, isWide) = (path, fields.isBigEndian, version == 43)
    size = try FileBytes.size(of: path)
    first = isWide ? fields.integer(8, as: UInt64.self) : fields.integer(4, as: UInt32.self)
  }

  /// Nil where there is none, or it does not lie within the file.
  func directory(at offset: Int) throws -> Directory? {
    let (countBytes, entryBytes) = isWide ? (8, 20) : (2, 12)
    guard let start = try fields(offset, countBytes) else { return nil }
    let count = isWide ? start.integer(0, as: UInt64.self) : start.integer(0, as: UInt16.self)
    guard count > 0, count <= size / entryBytes else { return nil }
    let firstEntry = offset + countBytes
    guard let bytes = try fields(firstEntry, count * entryBytes + pointerBytes) else { return nil }
    var directory = Directory()
    for entry in stride(from: 0, to: count * entryBytes, by: entryBytes) {
      guard let tag = Tag(rawValue: bytes.integer(entry, as: UInt16.self)) else { continue }
      let values = isWide ? bytes.integer(entry + 4, as: UInt64.self) : bytes.integer(entry + 4, as: UInt32.self)
      directory.entries[tag] = Entry(
        type: bytes.integer(entry + 2, as: UInt16.self), count: values,
        offset: firstEntry + entry + entryBytes - pointerBytes)
    }
    directory.next = pointer(bytes, count * entryBytes)
    return directory
  }

  /// The whole numbers of an entry; empty where it is absent, of another type, or lies outside of the file.
  func numbers(_ entry: Entry?) throws -> [Int] {
    guard let entry, let width = Self.widths[entry.type], entry.count <= size / width else { return [] }
    let isInside = entry.count * width <= pointerBytes
    guard let field = try fields(entry.offset, pointerBytes),
      let bytes = try isInside ? field : fields(pointer(field, 0), entry.count * width)
    else { return [] }
    return (0..<entry.count).map { index in
      switch width {
      case 2: bytes.integer(2 * index, as: UInt16.self)
      case 4: bytes.integer(4 * index, as: UInt32.self)
      default: bytes.integer(8 * index, as: UInt64.self)
      }
    }
  }

  /// Bytes of the types short, long and long of 64 bits.
  private static let widths = [3: 2, 4: 4, 16: 8]

  private var pointerBytes: Int { isWide ? 8 : 4 }

  private func pointer(_ fields: ByteFields, _ offset: Int) -> Int {
    isWide ? fields.integer(offset, as: UInt64.self) : fields.integer(offset, as: UInt32.self)
  }

  /// Nil where the file ends before.
  private func fields(_ offset: Int, _ count: Int) throws -> ByteFields? {
    guard offset > 0, offset <= size, count <= size - offset else { return nil }
    let bytes = try FileBytes.read(path, from: offset, count: count)
    return bytes.count == count ? ByteFields(bytes: bytes, isBigEndian: isBigEndian) : nil
  }
}
