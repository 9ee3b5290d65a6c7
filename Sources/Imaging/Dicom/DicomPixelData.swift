/// Where the pixels of each frame lie in the file.
struct DicomPixelData {
  let source: DicomBytes
  let vr: String
  /// First byte of pixels without compression.
  let start: Int
  private let frames: [[Range<Int>]]

  /// - Throws: `ImageError` when there are too few bytes, or frames cannot be told apart.
  init(_ file: DicomFile, _ layout: DicomLayout) throws {
    let tags = [DicomTag.pixels, DicomTag.floatPixels, DicomTag.doublePixels]
    guard let element = tags.compactMap({ file.data.elements[$0] }).first else { throw ImageError("holds no pixels") }
    (source, vr) = (file.data.source, element.vr)
    switch element.value {
    case .bytes(let range):
      guard file.syntax.codec == .native else {
        throw ImageError("damaged DICOM: the transfer syntax is \(file.syntax.name), the pixels are not compressed")
      }
      try Self.requireLength(range.count, layout)
      try Self.requireSubsampling(range.count, layout)
      (start, frames) = (range.lowerBound, [])
    case .fragments(let table, let fragments):
      guard file.syntax.codec != .native else {
        throw ImageError("damaged DICOM: the transfer syntax is \(file.syntax.name), the pixels are compressed")
      }
      start = 0
      frames = try Self.frames(table, fragments, file, layout)
    case .items: throw ImageError("damaged DICOM: the pixels are a sequence")
    }
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

  private static func frames(
    _ table: Range<Int>, _ fragments: [Range<Int>], _ file: DicomFile, _ layout: DicomLayout
  ) throws -> [[Range<Int>]] {
    if fragments.count == layout.frames { return fragments.map { [$0] } }
    guard fragments.count > layout.frames else {
      throw ImageError("damaged DICOM: \(layout.frames) frames are claimed, \(fragments.count) are there")
    }
    if layout.frames == 1 { return [fragments] }
    let starts = try extendedTable(file) ?? basicTable(table, file.data.source)
    if starts.count != layout.frames, let frames = byStartMarks(fragments, file, layout) { return frames }
    guard starts.count == layout.frames, let first = fragments.first else {
      throw ImageError(
        "\(layout.frames) frames lie in \(fragments.count) fragments, and "
          + (starts.isEmpty ? "no table says where each begins" : "the table says where \(starts.count) begin"))
    }
    // Offsets count from the first fragment's item, eight bytes before its contents.
    let base = first.lowerBound - 8
    var frames = [[Range<Int>]](repeating: [], count: layout.frames)
    for fragment in fragments {
      guard let frame = starts.lastIndex(where: { $0 <= fragment.lowerBound - 8 - base }) else {
        throw ImageError("damaged DICOM: the table of frames begins behind the first fragment")
      }
      frames[frame].append(fragment)
    }
    guard frames.allSatisfy({ !$0.isEmpty }) else {
      throw ImageError("damaged DICOM: the table of frames has empty frames")
    }
    return frames
  }

  /// Without a table a frame begins where a stream begins: at the start mark of JPEG or JPEG 2000.
  private static func byStartMarks(_ fragments: [Range<Int>], _ file: DicomFile, _ layout: DicomLayout) -> [[Range<
    Int
  >]]? {
    guard file.syntax.codec != .runLength else { return nil }
    let mark: UInt8 = file.syntax.codec == .jpeg2000 ? 0x4F : 0xD8
    let bytes = file.data.source.bytes
    var frames: [[Range<Int>]] = []
    for fragment in fragments {
      let isStart = fragment.count > 2 && bytes[fragment.lowerBound] == 0xFF && bytes[fragment.lowerBound + 1] == mark
      if isStart {
        frames.append([fragment])
      } else if frames.isEmpty {
        return nil
      } else {
        frames[frames.count - 1].append(fragment)
      }
    }
    return frames.count == layout.frames ? frames : nil
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
