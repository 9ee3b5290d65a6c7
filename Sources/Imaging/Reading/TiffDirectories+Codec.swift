// Source: TIFF 6.0, section 3, and the registered numbers of libtiff.

extension TiffDirectories {
  /// How the largest picture of a file is compressed: of a slide its level 0, wherever the directory lies.
  /// - Returns: the codec's usual name, else its number; nil where the file is no TIFF, does not say, or cannot be read.
  static func codec(of path: String) -> String? {
    guard var directories = try? TiffDirectories(path) else { return nil }
    var largest: (pixels: Double, compression: Int?) = (-1, nil)
    while let entries = try? directories.next() {
      let (width, height) = (directories.number(entries[.width]), directories.number(entries[.height]))
      let pixels = Double(width ?? 0) * Double(height ?? 0)
      if pixels > largest.pixels { largest = (pixels, directories.number(entries[.compression])) }
    }
    return largest.compression.map { names[$0] ?? "TIFF compression \($0)" }
  }

  private func number(_ entry: Entry?) -> Int? {
    guard let entry, entry.count == 1 else { return nil }
    return (try? numbers(entry))?.first
  }

  private static let names: [Int: String] = [
    1: "none", 2: "CCITT RLE", 3: "CCITT G3", 4: "CCITT G4", 5: "LZW", 6: "Old-style JPEG", 7: "JPEG",
    8: "AdobeDeflate", 22610: "JPEG XR", 32773: "PackBits", 32946: "Deflate", 33003: "JPEG 2000", 33004: "JPEG 2000",
    33005: "JPEG 2000", 34712: "JPEG 2000", 34887: "LERC", 34925: "LZMA", 34934: "JPEG XR", 50000: "ZSTD",
    50001: "WEBP",
  ]
}
