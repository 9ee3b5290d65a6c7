// Source: TIFF 6.0, section 2; BigTIFF as libtiff reads it.

/// The directories of a TIFF or BigTIFF file, each one picture; ends where the file or its sense ends.
struct TiffDirectories: Sequence, IteratorProtocol {
  /// What one directory says of its picture.
  struct Directory {
    var width = 0
    var height = 0
    var compression: Int?

    var pixels: Double { Double(width) * Double(height) }
  }

  private let path: String
  private let isBigEndian: Bool
  /// BigTIFF: counts and offsets of 64 bits.
  private let isWide: Bool
  /// Where the next directory lies; 0 after the last.
  private var offset: Int

  /// Nil where the file does not begin as a TIFF does.
  init?(_ path: String) {
    guard let head = try? FileBytes.read(path, atMost: 16), head.count == 16 else { return nil }
    guard head[0] == head[1], head[0] == 0x49 || head[0] == 0x4D else { return nil }
    let fields = ByteFields(bytes: head, isBigEndian: head[0] == 0x4D)
    let version = fields.integer(2, as: UInt16.self)
    guard version == 42 || version == 43 else { return nil }
    self.path = path
    isBigEndian = fields.isBigEndian
    isWide = version == 43
    offset = version == 43 ? fields.integer(8, as: UInt64.self) : fields.integer(4, as: UInt32.self)
  }

  mutating func next() -> Directory? {
    let countBytes = isWide ? 8 : 2
    let entryBytes = isWide ? 20 : 12
    let linkBytes = isWide ? 8 : 4
    guard offset > 0, offset < Self.farthest, let start = fields(at: offset, count: countBytes) else { return nil }
    let count = isWide ? start.integer(0, as: UInt64.self) : start.integer(0, as: UInt16.self)
    guard count > 0, count <= Self.mostEntries else { return nil }
    guard let entries = fields(at: offset + countBytes, count: count * entryBytes + linkBytes) else { return nil }
    var directory = Directory()
    for index in 0..<count { read(entries, at: index * entryBytes, into: &directory) }
    let link = count * entryBytes
    offset = isWide ? entries.integer(link, as: UInt64.self) : entries.integer(link, as: UInt32.self)
    return directory
  }

  private static let farthest = 1 << 60
  private static let mostEntries = 4096

  private func fields(at offset: Int, count: Int) -> ByteFields? {
    guard let bytes = try? FileBytes.read(path, from: offset, count: count), bytes.count == count else { return nil }
    return ByteFields(bytes: bytes, isBigEndian: isBigEndian)
  }

  /// Takes ImageWidth, ImageLength and Compression, whose values are short (3) or long (4).
  private func read(_ entries: ByteFields, at start: Int, into directory: inout Directory) {
    let place = start + (isWide ? 12 : 8)
    let value: Int
    switch entries.integer(start + 2, as: UInt16.self) {
    case 3: value = entries.integer(place, as: UInt16.self)
    case 4: value = entries.integer(place, as: UInt32.self)
    default: return
    }
    switch entries.integer(start, as: UInt16.self) {
    case 256: directory.width = value
    case 257: directory.height = value
    case 259: directory.compression = value
    default: break
    }
  }
}

extension TiffDirectories {
  /// More directories than a file of slides and their labels has; also ends a ring of directories.
  private static let mostDirectories = 1000

  /// How the largest picture of a file is compressed: of a slide its level 0, wherever the directory lies.
  /// - Returns: libtiff's name where it has one; nil where the file is no TIFF or does not say.
  static func codec(of path: String) -> String? {
    guard let directories = TiffDirectories(path) else { return nil }
    let largest = directories.prefix(mostDirectories).max { $0.pixels < $1.pixels }
    return largest?.compression.map { names[$0] ?? "TIFF compression \($0)" }
  }

  private static let names: [Int: String] = [
    1: "none", 5: "LZW", 6: "Old-style JPEG", 7: "JPEG", 8: "AdobeDeflate", 22610: "JPEG XR", 32773: "PackBits",
    32946: "Deflate", 33003: "JPEG 2000", 33004: "JPEG 2000", 33005: "JPEG 2000", 34712: "JPEG 2000",
    34934: "JPEG XR", 50000: "ZSTD", 50001: "WEBP",
  ]
}
