/// Where the pixels of each frame lie in the file.
struct DicomPixelData {
  let source: DicomBytes
  let vr: String
  /// First byte of pixels without compression.
  let start: Int
  /// Frames that are there: those that the header has, or more.
  let frameCount: Int
  /// The fragments of each compressed frame.
  private let frames: [[Range<Int>]]

  /// - Throws: `ImageError` when there are too few bytes, or frames cannot be told apart.
  init(_ file: DicomFile, _ layout: DicomLayout) throws {
    let tags = [DicomTag.pixels, DicomTag.floatPixels, DicomTag.doublePixels]
    guard let element = tags.compactMap({ file.data.elements[$0] }).first else { throw ImageError("holds no pixels") }
    (source, vr) = (file.data.source, element.vr)
    switch element.value {
    case .bytes(let range):
      if file.syntax.codec == .native {
        try Self.requireLength(range.count, layout)
        try Self.requireSubsampling(range.count, layout)
        (start, frames) = (range.lowerBound, [])
        frameCount = Self.frameCount(in: range.count, layout)
      } else {
        (start, frames) = (0, try Self.framesOfKnownLength(range, file, layout))
        frameCount = frames.count
      }
    case .fragments(let table, let fragments):
      guard file.syntax.codec != .native else {
        throw ImageError("damaged DICOM: the transfer syntax is \(file.syntax.name), the pixels are compressed")
      }
      start = 0
      frames = try Self.frames(table, fragments, file, layout)
      frameCount = frames.count
    case .items: throw ImageError("damaged DICOM: the pixels are a sequence")
    }
  }

  /// Frames in that many bytes, which are enough for those of the header; one byte more makes the length even.
  private static func frameCount(in bytes: Int, _ layout: DicomLayout) -> Int {
    let need = (layout.frameBits * layout.frames + 7) / 8
    // Where colours are subsampled, more bytes mean another interpretation.
    guard layout.colour != .ybrFull422, bytes > need + need % 2 else { return layout.frames }
    return max(bytes * 8 / layout.frameBits, layout.frames)
  }

  private static func requireLength(_ there: Int, _ layout: DicomLayout) throws {
    let (bits, overflow) = layout.frameBits.multipliedReportingOverflow(by: layout.frames)
    let need = (bits + 7) / 8
    guard !overflow, there >= need else {
      throw ImageError(
        "truncated DICOM: \(layout.frames) frame\(layout.frames == 1 ? "" : "s") of \(layout.columns) x \(layout.rows) "
          + "pixels need \(overflow ? "too many" : String(need)) bytes, \(there) are there")
    }
  }

  /// Half the colours are left out in YBR_FULL_422; where all are there, the interpretation is wrong.
  private static func requireSubsampling(_ there: Int, _ layout: DicomLayout) throws {
    guard layout.colour == .ybrFull422, there >= layout.frameSamples * layout.frames else { return }
    throw ImageError(
      "damaged DICOM: PhotometricInterpretation (0028,0004) is YBR_FULL_422 with two bytes a pixel, three are there; "
        + "YBR_FULL or RGB is meant")
  }

  /// Some writers give compressed pixels a length; items and fragments are inside as ever.
  private static func framesOfKnownLength(_ range: Range<Int>, _ file: DicomFile, _ layout: DicomLayout) throws
    -> [[Range<Int>]]
  {
    let item: [UInt8] = [0xFE, 0xFF, 0x00, 0xE0]
    guard file.data.source.bytes[range].starts(with: item) else {
      throw ImageError("damaged DICOM: the transfer syntax is \(file.syntax.name), the pixels are not compressed")
    }
    var parser = DicomParser(file.data.source, range, .explicitLittle)
    let (table, fragments) = try parser.fragments(needsEnd: false)
    return try frames(table, fragments, file, layout)
  }

  /// The fragments of each frame: those that the header has, or more where each is a stream of its own.
  private static func frames(
    _ table: Range<Int>, _ fragments: [Range<Int>], _ file: DicomFile, _ layout: DicomLayout
  ) throws -> [[Range<Int>]] {
    if fragments.count == layout.frames { return fragments.map { [$0] } }
    guard fragments.count > layout.frames else {
      throw ImageError("damaged DICOM: \(layout.frames) frames are claimed, \(fragments.count) are there")
    }
    let starts = try extendedTable(file) ?? basicTable(table, file.data.source)
    for found in try [byTable(starts, fragments, layout), byStreams(fragments, file, layout)] {
      guard let found else { continue }
      if found.count == layout.frames || found.allSatisfy({ isWhole($0, file, layout) }) { return found }
    }
    if layout.frames == 1 { return [fragments] }
    throw ImageError(
      "\(layout.frames) frames lie in \(fragments.count) fragments, and "
        + (starts.isEmpty ? "no table says where each begins" : "the table says where \(starts.count) begin"))
  }

  /// Nil where the table has fewer frames than the header, or more and is no use.
  /// - Throws: `ImageError` where it has as many, and is damaged.
  private static func byTable(_ starts: [Int], _ fragments: [Range<Int>], _ layout: DicomLayout) throws
    -> [[Range<Int>]]?
  {
    // One frame needs no table, and writers fill it with anything.
    guard starts.count >= max(layout.frames, 2), let first = fragments.first else { return nil }
    let damage: (String) throws -> [[Range<Int>]]? = { problem in
      guard starts.count == layout.frames else { return nil }
      throw ImageError("damaged DICOM: the table of frames \(problem)")
    }
    guard zip(starts, starts.dropFirst()).allSatisfy({ $0 < $1 }) else { return try damage("has empty frames") }
    guard starts[0] <= 0 else { return try damage("begins behind the first fragment") }
    // Offsets count from the first fragment's item, eight bytes before its contents.
    let base = first.lowerBound - 8
    var frames = [[Range<Int>]](repeating: [], count: starts.count)
    var frame = 0
    for fragment in fragments {
      let place = fragment.lowerBound - 8 - base
      while frame + 1 < starts.count, starts[frame + 1] <= place { frame += 1 }
      frames[frame].append(fragment)
    }
    return try frames.contains { $0.isEmpty } ? damage("has empty frames") : frames
  }

  /// Without a table a frame begins where a stream begins; nil where the first does not, or too few do.
  private static func byStreams(_ fragments: [Range<Int>], _ file: DicomFile, _ layout: DicomLayout) -> [[Range<Int>]]?
  {
    var frames: [[Range<Int>]] = []
    for fragment in fragments {
      if beginsStream(fragment, file, layout) {
        frames.append([fragment])
      } else if frames.isEmpty {
        return nil
      } else {
        frames[frames.count - 1].append(fragment)
      }
    }
    return frames.count >= layout.frames ? frames : nil
  }

  /// The start mark of JPEG or JPEG 2000; of RLE a header that has the planes of a frame.
  private static func beginsStream(_ fragment: Range<Int>, _ file: DicomFile, _ layout: DicomLayout) -> Bool {
    let bytes = file.data.source.bytes[fragment]
    switch file.syntax.codec {
    case .runLength: return DicomRunLength.beginsFrame(bytes, planeCount: layout.bytePlanes)
    case .jpeg2000: return bytes.starts(with: [0xFF, 0x4F])
    default: return bytes.starts(with: [0xFF, 0xD8])
    }
  }

  /// Whether these fragments are one stream from its beginning to its end.
  private static func isWhole(_ frame: [Range<Int>], _ file: DicomFile, _ layout: DicomLayout) -> Bool {
    guard let first = frame.first, let last = frame.last, beginsStream(first, file, layout) else { return false }
    // A frame in run lengths is one fragment and has no end mark.
    guard file.syntax.codec != .runLength else { return frame.count == 1 }
    return CodestreamHeader.hasEnd(file.data.source.bytes[last], isJpeg2000: file.syntax.codec == .jpeg2000)
  }

  private static func basicTable(_ range: Range<Int>, _ source: DicomBytes) -> [Int] {
    stride(from: range.lowerBound, to: range.upperBound - 3, by: 4).map { source.long($0, isBigEndian: false) }
  }

  private static func extendedTable(_ file: DicomFile) throws -> [Int]? {
    guard let range = file.data.range(DicomTag.extendedOffsets) else { return nil }
    let fields = ByteFields(bytes: Array(file.data.source.bytes[range]), isBigEndian: false)
    return stride(from: 0, to: range.count - 7, by: 8).map { fields.integer($0, as: UInt64.self) }
  }

  /// The compressed stream of a frame.
  func compressed(_ frame: Int) throws -> ArraySlice<UInt8> {
    let ranges = frames[frame]
    if ranges.count == 1 { return source.bytes[ranges[0]] }
    return ArraySlice(ranges.flatMap { source.bytes[$0] })
  }
}
