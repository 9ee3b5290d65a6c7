/// What a compressed frame says about itself: read before memory is taken and before a codec runs.
struct CodestreamHeader {
  let width: Int
  let height: Int
  let samples: Int
  /// Bits of a sample.
  let precision: Int
  /// JPEG's Huffman or progressive DCT, which libjpeg decodes; not lossless, not arithmetic.
  let isDiscreteCosine: Bool

  /// - Throws: `ImageError` when no such header is found.
  init(_ bytes: ArraySlice<UInt8>, isJpeg2000: Bool) throws {
    let found = isJpeg2000 ? Self.jpeg2000(Array(bytes.prefix(4096))) : Self.jpeg(bytes)
    guard let found else { throw ImageError("the compressed frame is damaged: it has no header") }
    self = found
  }

  private init(width: Int, height: Int, samples: Int, precision: Int, isDiscreteCosine: Bool) {
    (self.width, self.height, self.samples) = (width, height, samples)
    (self.precision, self.isDiscreteCosine) = (precision, isDiscreteCosine)
  }

  /// Whether the stream's end mark (FF D9) is there, with padding behind it at most.
  static func hasEnd(_ bytes: ArraySlice<UInt8>) -> Bool {
    let tail = Array(bytes.suffix(64))
    return zip(tail, tail.dropFirst()).contains { $0 == 0xFF && $1 == 0xD9 }
  }

  /// The frame header (SOF) of JPEG and JPEG-LS.
  private static func jpeg(_ bytes: ArraySlice<UInt8>) -> CodestreamHeader? {
    var offset = bytes.startIndex
    guard bytes.count > 4, bytes[offset] == 0xFF, bytes[offset + 1] == 0xD8 else { return nil }
    offset += 2
    let short = { (at: Int) in Int(bytes[at]) << 8 | Int(bytes[at + 1]) }
    while offset + 10 < bytes.endIndex {
      guard bytes[offset] == 0xFF else { return nil }
      let marker = bytes[offset + 1]
      if marker == 0xFF || marker == 0x01 || (0xD0...0xD8).contains(marker) {
        offset += marker == 0xFF ? 1 : 2
        continue
      }
      let isFrame = (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker) || marker == 0xF7
      if isFrame {
        return CodestreamHeader(
          width: short(offset + 7), height: short(offset + 5), samples: Int(bytes[offset + 9]),
          precision: Int(bytes[offset + 4]), isDiscreteCosine: (0xC0...0xC2).contains(marker))
      }
      offset += 2 + max(short(offset + 2), 2)
    }
    return nil
  }

  /// The image and tile sizes (SIZ) of a JPEG 2000 stream, bare or in a JP2 file.
  private static func jpeg2000(_ bytes: [UInt8]) -> CodestreamHeader? {
    var offset = 0
    while offset + 46 < bytes.count {
      let isStart = bytes[offset] == 0xFF && bytes[offset + 1] == 0x4F && bytes[offset + 2] == 0xFF
      if isStart, bytes[offset + 3] == 0x51 { break }
      offset += 1
    }
    guard offset + 46 < bytes.count else { return nil }
    let fields = ByteFields(bytes: bytes, isBigEndian: true)
    let long = { (at: Int) in fields.integer(offset + at, as: UInt32.self) }
    return CodestreamHeader(
      width: long(8) - long(16), height: long(12) - long(20),
      samples: fields.integer(offset + 40, as: UInt16.self), precision: Int(bytes[offset + 42] & 0x7F) + 1,
      isDiscreteCosine: false)
  }
}
