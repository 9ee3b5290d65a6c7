/// What a compressed frame says about itself: read before memory is taken and before a codec runs.
struct CodestreamHeader {
  let width: Int
  let height: Int
  let samples: Int
  /// Bits of a sample.
  let precision: Int
  /// The frame's marker (SOF) of JPEG and JPEG-LS; nil of JPEG 2000.
  private let marker: UInt8?
  /// JPEG 2000: the components differ in size or depth.
  private let isUneven: Bool
  /// Of JPEG-LS and JPEG 2000: values need not come back as they were.
  private let isNear: Bool

  /// JPEG's DCT, sequential or progressive, which libjpeg decodes where samples have 8 bits; not lossless.
  var isDiscreteCosine: Bool { marker.map { [0xC0, 0xC1, 0xC2, 0xC9, 0xCA].contains($0) } ?? false }

  /// The stream itself says that its coding loses, whatever the transfer syntax allows: discrete cosine, JPEG-LS with
  /// NEAR above 0, the wavelet 9-7.
  var isLossy: Bool { isDiscreteCosine || isNear }

  /// - Throws: `ImageError` when no such header is found, or that of another codec.
  init(_ bytes: ArraySlice<UInt8>, _ codec: TransferSyntax.Codec) throws {
    let start = Array(bytes.prefix(4096))
    guard let found = codec == .jpeg2000 ? Self.jpeg2000(start) : Self.jpeg(bytes) else {
      let other = codec == .jpeg2000 ? Self.jpeg(bytes) : Self.jpeg2000(start)
      throw other.map { Self.foreign($0) } ?? ImageError("the compressed frame is damaged: it has no header")
    }
    guard codec == .jpeg2000 || (codec == .jpegLS) == (found.marker == Self.jpegLS) else { throw Self.foreign(found) }
    self = found
  }

  private static let jpegLS: UInt8 = 0xF7

  private static func foreign(_ header: CodestreamHeader) -> ImageError {
    let name = header.marker.map { $0 == jpegLS ? "JPEG-LS" : "JPEG" } ?? "JPEG 2000"
    return ImageError("the compressed frame is \(name), not what the transfer syntax says; correct it (0002,0010)")
  }

  private init(
    width: Int, height: Int, samples: Int, precision: Int, marker: UInt8?, isUneven: Bool = false, isNear: Bool
  ) {
    (self.width, self.height, self.samples) = (width, height, samples)
    (self.precision, self.marker, self.isUneven, self.isNear) = (precision, marker, isUneven, isNear)
  }

  /// - Throws: `ImageError` naming a kind of stream that no decoder here knows.
  func requireKnownKind() throws {
    let kind: String? =
      switch marker {
      case 0xC9, 0xCA: precision == 8 ? nil : "JPEG of \(precision) bits with arithmetic coding"
      case 0xCB: "lossless JPEG with arithmetic coding"
      case 0xC5, 0xC6, 0xC7, 0xCD, 0xCE, 0xCF: "hierarchical JPEG"
      default: isUneven ? "JPEG 2000 with components of different size or depth" : nil
      }
    if let kind { throw ImageError("the compressed frame is \(kind), which is not supported") }
  }

  /// Whether the end mark (FF D9) follows the last scan or tile, with any padding behind it.
  ///
  /// No coded sample makes such bytes: JPEG stuffs a byte behind FF, JPEG-LS a bit, and JPEG 2000 ends below FF 90.
  static func hasEnd(_ bytes: ArraySlice<UInt8>, isJpeg2000: Bool = false) -> Bool {
    let start: UInt8 = isJpeg2000 ? 0x93 : 0xDA
    for index in bytes.indices.dropLast().reversed() where bytes[index] == 0xFF {
      if bytes[index + 1] == 0xD9 { return true }
      if bytes[index + 1] == start { return false }
    }
    return false
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
          precision: Int(bytes[offset + 4]), marker: marker, isNear: marker == jpegLS && isNear(bytes, from: offset))
      }
      offset += 2 + max(short(offset + 2), 2)
    }
    return nil
  }

  /// Whether the first scan (SOS) behind the frame header of JPEG-LS lets values differ (NEAR).
  private static func isNear(_ bytes: ArraySlice<UInt8>, from frame: Int) -> Bool {
    var offset = frame
    while offset + 4 < bytes.endIndex, bytes[offset] == 0xFF {
      if bytes[offset + 1] == 0xDA {
        let place = offset + 5 + 2 * Int(bytes[offset + 4])
        return place < bytes.endIndex && bytes[place] > 0
      }
      offset += 2 + max(Int(bytes[offset + 2]) << 8 | Int(bytes[offset + 3]), 2)
    }
    return false
  }

  /// A JPEG stream without its application segments and comments, which decide nothing but the colours.
  ///
  /// libjpeg warns of odd ones, and GDCM ends the process when it was warned before the first scan.
  /// - Throws: `ImageError` when something else than segments lies before the first scan.
  static func withoutRemarks(_ bytes: ArraySlice<UInt8>) throws -> [UInt8] {
    let damaged = ImageError("damaged DICOM: the compressed frame holds stray bytes before its first scan")
    var kept: [UInt8] = [0xFF, 0xD8]
    var offset = bytes.startIndex + 2
    while offset + 3 < bytes.endIndex {
      guard bytes[offset] == 0xFF else { throw damaged }
      let marker = bytes[offset + 1]
      if marker == 0xFF {
        offset += 1
        continue
      }
      let length = Int(bytes[offset + 2]) << 8 | Int(bytes[offset + 3])
      let isSegment = marker >= 0xC0 && !(0xD0...0xD9).contains(marker)
      guard isSegment, length >= 2, length <= bytes.endIndex - offset - 2 else { throw damaged }
      if marker == 0xDA { return kept + bytes[offset...] }
      let segment = bytes[offset..<offset + 2 + length]
      if !isRemark(segment) { kept += segment }
      offset += 2 + length
    }
    throw damaged
  }

  /// Adobe's and JFIF's own segments stay where they are as their makers meant them.
  private static func isRemark(_ segment: ArraySlice<UInt8>) -> Bool {
    let bytes = Array(segment)
    switch bytes[1] {
    case 0xE0: return !(bytes.count >= 16 && Array(bytes[4..<9]) == Array("JFIF\0".utf8) && bytes[9] == 1)
    case 0xEE: return !(bytes.count >= 16 && Array(bytes[4..<9]) == Array("Adobe".utf8) && bytes[15] <= 2)
    case 0xE1...0xEF, 0xFE: return true
    default: return false
    }
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
    let samples = fields.integer(offset + 40, as: UInt16.self)
    // Depth and the steps between samples along x and y, of each component.
    let components = stride(from: offset + 42, to: min(offset + 42 + samples * 3, bytes.count - 2), by: 3).map {
      Array(bytes[$0..<$0 + 3])
    }
    let isUneven = components.contains { $0 != components[0] || $0[1] != 1 || $0[2] != 1 }
    return CodestreamHeader(
      width: long(8) - long(16), height: long(12) - long(20), samples: samples,
      precision: Int(bytes[offset + 42] & 0x7F) + 1, marker: nil, isUneven: isUneven,
      isNear: isIrreversible(fields, from: offset + 2))
  }

  /// Whether the coding style (COD) behind the sizes names the wavelet 9-7, which rounds, and not 5-3.
  ///
  /// Source: ISO/IEC 15444-1, A.6.1.
  private static func isIrreversible(_ fields: ByteFields, from sizes: Int) -> Bool {
    var offset = sizes
    while offset + 13 < fields.bytes.count, fields.bytes[offset] == 0xFF {
      switch fields.bytes[offset + 1] {
      case 0x52: return fields.bytes[offset + 13] == 0
      // The first tile.
      case 0x90: return false
      default: offset += 2 + max(fields.integer(offset + 2, as: UInt16.self), 2)
      }
    }
    return false
  }
}
