// Source: TIFF 6.0, section 2; BigTIFF as libtiff reads it.

/// The directories of a TIFF or BigTIFF file, each one picture.
///
/// They end at the last, and where one lies outside of the file or was met before, as in a damaged file.
struct TiffDirectories {
  /// The entries that are looked at.
  enum Tag: Int {
    case width = 256
    case height = 257
    case compression = 259
    case stripOffsets = 273
    case stripBytes = 279
    case tileOffsets = 324
    case tileBytes = 325
    /// Hamamatsu's own.
    case ndpiVersion = 65420
  }

  /// The values of one entry.
  struct Entry {
    let type: Int
    let count: Int
    /// The values themselves where they fit, else where in the file they lie.
    fileprivate let field: ByteFields
  }

  typealias Directory = [Tag: Entry]

  let path: String
  /// Of the file, in bytes.
  let size: Int
  private let isBigEndian: Bool
  /// BigTIFF: counts and offsets of 64 bits.
  private let isWide: Bool
  /// Where the next directory lies; 0 after the last.
  private var offset: Int
  /// Where directories were found: a ring of them ends.
  private var seen: Set<Int> = []

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
    offset = version == 43 ? fields.integer(8, as: UInt64.self) : fields.integer(4, as: UInt32.self)
  }

  /// More directories than a file of slides and their labels has.
  private static let mostDirectories = 1000
  /// As in libtiff.
  private static let mostEntries = 4096

  /// The next directory; nil after the last, and where it does not lie within the file.
  /// - Throws: `ImageError` where the file cannot be read.
  mutating func next() throws -> Directory? {
    let (countBytes, entryBytes) = isWide ? (8, 20) : (2, 12)
    guard seen.count < Self.mostDirectories, seen.insert(offset).inserted else { return nil }
    guard let start = try fields(offset, countBytes) else { return nil }
    let count = isWide ? start.integer(0, as: UInt64.self) : start.integer(0, as: UInt16.self)
    guard count > 0, count <= Self.mostEntries else { return nil }
    guard let bytes = try fields(offset + countBytes, count * entryBytes + pointerBytes) else { return nil }
    var entries: Directory = [:]
    for place in stride(from: 0, to: count * entryBytes, by: entryBytes) {
      guard let tag = Tag(rawValue: bytes.integer(place, as: UInt16.self)) else { continue }
      let field = Array(bytes.bytes[place + entryBytes - pointerBytes..<place + entryBytes])
      entries[tag] = Entry(
        type: bytes.integer(place + 2, as: UInt16.self), count: pointer(bytes, place + 4),
        field: ByteFields(bytes: field, isBigEndian: isBigEndian))
    }
    offset = pointer(bytes, count * entryBytes)
    return entries
  }

  /// The whole numbers of an entry; empty where it is absent, of another type, or lies outside of the file.
  /// - Throws: `ImageError` where the file cannot be read.
  func numbers(_ entry: Entry?) throws -> [Int] {
    guard let entry, let width = Self.widths[entry.type], entry.count <= size / width else { return [] }
    let isInside = entry.count * width <= pointerBytes
    guard let bytes = try isInside ? entry.field : fields(pointer(entry.field, 0), entry.count * width) else {
      return []
    }
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
