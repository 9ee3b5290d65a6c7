/// The chunks of a PNG file, read by their headers alone.
enum PngChunks {
  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  /// Remarks above this, all together, are none; libpng has the same limit.
  private static let longestRemarks = 8 << 20
  /// Above what any writer makes.
  private static let mostChunks = 1 << 20

  /// Remarks that may say how a picture lies: EXIF, XMP, and both as text.
  private static let remarkKinds: Set = ["eXIf", "iTXt", "tEXt", "zTXt"]

  /// The file's first bytes up to its pixels, with the remarks that say how it lies, wherever they stand.
  ///
  /// EXIF may follow the pixels, far behind `head`, which is given back where that is not so.
  static func header(_ path: String, head: [UInt8]) throws -> [UInt8] {
    guard head.starts(with: signature) else { return head }
    return try FileBytes.pieces(of: path) { read -> [UInt8] in
      var (offset, pixels) = (signature.count, Int?.none)
      var remarks: [UInt8] = []
      for _ in 0..<mostChunks {
        let start = try read(offset, 8)
        guard start.count == 8, let kind = Self.kind(start), kind != "IEND" else { break }
        let length = start.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        if kind == "IDAT" { pixels = pixels ?? offset }
        if pixels != nil, remarkKinds.contains(kind), remarks.count + length < longestRemarks {
          remarks += try read(offset, length + 12)
        }
        offset += length + 12
      }
      guard let first = pixels, first + 8 <= head.count, !remarks.isEmpty else { return head }
      return Array(head[..<first]) + remarks + Array(head[first...])
    }
  }

  /// Four letters, or nil where no chunk begins.
  private static func kind(_ start: [UInt8]) -> String? {
    let letters = start[4..<8]
    guard letters.allSatisfy({ (65...90).contains($0) || (97...122).contains($0) }) else { return nil }
    return String(decoding: letters, as: UTF8.self)
  }
}
