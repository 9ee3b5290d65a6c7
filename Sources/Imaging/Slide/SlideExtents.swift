// Source: TIFF 6.0, sections 3 and 15.

/// Whether the tiles that a TIFF names lie within its file.
///
/// A slide that was cut while it was copied opens, and its overview may be whole: where the tiles of its finest level
/// lie tells it without decoding them.
package enum SlideExtents {
  /// Where a file has tiles, its strips are a label or an overview, which nobody reads, and pass; where none of its
  /// pictures has tiles, the strips of all have to be there.
  ///
  /// Other files than TIFF pass, and so does NDPI, whose places above 4 GiB are not written in TIFF's way.
  /// - Throws: `ImageError` naming the file where such a tile or strip ends behind the file's end.
  package static func require(_ path: String) throws {
    guard var file = try TiffDirectories(path) else { return }
    var isTiled = false
    var others: [TiffDirectories.Directory] = []
    while let directory = try file.next() {
      if directory[.ndpiVersion] != nil { return }
      guard directory[.tileOffsets] != nil else {
        others.append(directory)
        continue
      }
      isTiled = true
      try require(directory[.tileOffsets], directory[.tileBytes], "tiles", file)
    }
    guard !isTiled else { return }
    for directory in others { try require(directory[.stripOffsets], directory[.stripBytes], "strips", file) }
  }

  private static func require(
    _ offsets: TiffDirectories.Entry?, _ bytes: TiffDirectories.Entry?, _ name: String, _ file: TiffDirectories
  ) throws {
    let offsets = try file.numbers(offsets)
    let counts = try file.numbers(bytes)
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
