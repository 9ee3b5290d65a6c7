// Source: DICOM PS3.5, section 7.

/// Reads elements one after the other; every length is checked against what is there.
struct DicomParser {
  private let source: DicomBytes
  private let end: Int
  private let coding: DicomCoding
  private(set) var offset: Int

  /// Nested deeper than this is an attack, not an image.
  private static let deepest = 24
  private static let unknownLength = 0xFFFF_FFFF
  /// Value types whose length takes four bytes.
  static let longTypes: Set<String> = [
    "OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV",
  ]

  init(_ source: DicomBytes, _ range: Range<Int>, _ coding: DicomCoding) {
    (self.source, self.coding) = (source, coding)
    (offset, end) = (range.lowerBound, min(range.upperBound, source.bytes.count))
  }

  /// The value types that the standard has, those above included.
  static let valueTypes = longTypes.union([
    "AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO", "LT", "PN", "SH", "SL", "SS", "ST", "TM", "UI",
    "UL", "US",
  ])

  /// What could not be read after the pixels, or that the last element is cut.
  private(set) var problem: String?

  /// All elements up to the end.
  ///
  /// Pixels that are cut keep the bytes that are there; damage behind the pixels is remembered in `problem`.
  /// - Parameter stopsAtPixels: leaves out pixels and what follows them.
  /// - Throws: `ImageError` naming the attribute.
  mutating func file(stopsAtPixels: Bool) throws -> DicomDataSet {
    var elements: [UInt32: DicomElement] = [:]
    var hasPixels = false
    while offset + 8 <= end {
      do {
        let head = try elementHead()
        if DicomTag.isPixels(head.tag) {
          if stopsAtPixels {
            elements[head.tag] = DicomElement(vr: head.vr, value: .bytes(offset..<offset))
            break
          }
          elements[head.tag] = try pixels(head)
          hasPixels = true
        } else {
          elements[head.tag] = try element(head, depth: 0)
        }
      } catch let error as ImageError where hasPixels {
        problem = error.message
        break
      }
    }
    return DicomDataSet(source: source, coding: coding, elements: elements)
  }

  /// The elements of one item.
  func dataSet() throws -> DicomDataSet {
    var parser = self
    var elements: [UInt32: DicomElement] = [:]
    while parser.offset + 8 <= end {
      let head = try parser.elementHead()
      if head.tag == DicomTag.itemEnd { break }
      elements[head.tag] = try parser.element(head, depth: 0)
    }
    return DicomDataSet(source: source, coding: coding, elements: elements)
  }

  /// Group 2, which is always explicit and little endian; `offset` then stands at the first other element.
  mutating func fileMeta() throws -> DicomDataSet {
    var elements: [UInt32: DicomElement] = [:]
    while offset + 8 <= end, source.short(offset, isBigEndian: false) == 2 {
      let head = try elementHead()
      elements[head.tag] = try element(head, depth: 0)
    }
    return DicomDataSet(source: source, coding: coding, elements: elements)
  }

  private struct Head {
    let tag: UInt32
    let vr: String
    let length: Int
  }

  private mutating func elementHead() throws -> Head {
    let group = source.short(offset, isBigEndian: coding.isBigEndian)
    let tag = UInt32(group) << 16 | UInt32(source.short(offset + 2, isBigEndian: coding.isBigEndian))
    // Items and delimiters have no type, in any coding.
    guard !coding.isImplicit, group != 0xFFFE else { return longHead(tag, vr: "") }
    let (first, second) = (source.bytes[offset + 4], source.bytes[offset + 5])
    let letters: ClosedRange<UInt8> = 65...90
    // Some writers leave the type out in the middle of a file.
    guard letters.contains(first), letters.contains(second) else { return longHead(tag, vr: "") }
    let vr = String(decoding: [first, second], as: UTF8.self)
    guard Self.longTypes.contains(vr) else {
      let length = source.short(offset + 6, isBigEndian: coding.isBigEndian)
      offset += 8
      return Head(tag: tag, vr: vr, length: length)
    }
    guard offset + 12 <= end else { throw ImageError("truncated DICOM: the file ends inside \(DicomTag.text(tag))") }
    let length = source.long(offset + 8, isBigEndian: coding.isBigEndian)
    offset += 12
    return Head(tag: tag, vr: vr, length: length)
  }

  private mutating func longHead(_ tag: UInt32, vr: String) -> Head {
    let length = source.long(offset + 4, isBigEndian: coding.isBigEndian)
    offset += 8
    return Head(tag: tag, vr: vr, length: length)
  }

  private mutating func element(_ head: Head, depth: Int) throws -> DicomElement {
    guard head.length == Self.unknownLength else {
      guard head.length <= end - offset else {
        throw ImageError(
          "truncated DICOM: \(DicomTag.text(head.tag)) claims \(head.length) bytes, \(end - offset) are left")
      }
      defer { offset += head.length }
      return DicomElement(vr: head.vr, value: .bytes(offset..<offset + head.length))
    }
    let inner = head.vr == "UN" ? Self.coding(ofUnknown: offset..<end, in: source, coding) : coding
    var parser = DicomParser(source, offset..<end, inner)
    let ranges = try parser.itemRanges(end: nil, depth: depth + 1)
    offset = parser.offset
    return DicomElement(vr: head.vr, value: .items(ranges, inner))
  }

  /// How the items of a sequence of unknown type (UN) are coded: without types (CP-246), but some writers keep the
  /// coding of the file.
  /// - Parameter items: from the first item on.
  static func coding(ofUnknown items: Range<Int>, in source: DicomBytes, _ outer: DicomCoding) -> DicomCoding {
    // An item's head, then a tag.
    let place = items.lowerBound + 12
    guard !outer.isImplicit, place + 4 <= min(items.upperBound, source.bytes.count) else { return .implicitLittle }
    let vr = String(decoding: source.bytes[place..<place + 2], as: UTF8.self)
    let short = source.short(place + 2, isBigEndian: outer.isBigEndian)
    // Without types, letters and the two bytes behind them are a length.
    let isTyped = valueTypes.contains(vr) && (longTypes.contains(vr) ? short == 0 : short > 0)
    return isTyped ? outer : .implicitLittle
  }

  /// The contents of items up to `end`, or up to the delimiter when it is nil.
  mutating func itemRanges(end known: Int?, depth: Int) throws -> [Range<Int>] {
    guard depth < Self.deepest else {
      throw ImageError("damaged DICOM: sequences are nested deeper than \(Self.deepest)")
    }
    var ranges: [Range<Int>] = []
    let last = known ?? end
    while offset + 8 <= last {
      let head = try elementHead()
      if head.tag == DicomTag.sequenceEnd { return ranges }
      guard head.tag == DicomTag.item else {
        throw ImageError("damaged DICOM: \(DicomTag.text(head.tag)) stands where a sequence's item is expected")
      }
      ranges.append(try itemRange(head.length, depth: depth))
    }
    guard known != nil else { throw ImageError("truncated DICOM: a sequence has no end") }
    return ranges
  }

  private mutating func itemRange(_ length: Int, depth: Int) throws -> Range<Int> {
    let start = offset
    guard length == Self.unknownLength else {
      guard length <= end - offset else {
        throw ImageError("truncated DICOM: an item claims \(length) bytes, \(end - offset) are left")
      }
      offset += length
      return start..<offset
    }
    while offset + 8 <= end {
      let before = offset
      let head = try elementHead()
      if head.tag == DicomTag.itemEnd { return start..<before }
      _ = try element(head, depth: depth)
    }
    throw ImageError("truncated DICOM: a sequence's item has no end")
  }

  private mutating func pixels(_ head: Head) throws -> DicomElement {
    guard head.length == Self.unknownLength else {
      let there = min(head.length, end - offset)
      if there < head.length { problem = "the pixels claim \(head.length) bytes, \(there) are left" }
      defer { offset += there }
      return DicomElement(vr: head.vr, value: .bytes(offset..<offset + there))
    }
    let (table, fragments) = try self.fragments(needsEnd: true)
    return DicomElement(vr: head.vr, value: .fragments(table: table, fragments))
  }

  /// The offset table and the fragments of compressed pixels.
  /// - Parameter needsEnd: false where the pixels' own length ends them.
  mutating func fragments(needsEnd: Bool) throws -> (table: Range<Int>, fragments: [Range<Int>]) {
    var ranges: [Range<Int>] = []
    var isEnded = false
    while offset + 8 <= end, !isEnded {
      let item = try elementHead()
      isEnded = item.tag == DicomTag.sequenceEnd
      guard !isEnded else { break }
      guard item.tag == DicomTag.item else {
        throw ImageError("damaged DICOM: \(DicomTag.text(item.tag)) stands where compressed pixels are expected")
      }
      guard item.length <= end - offset else {
        throw ImageError(
          "truncated DICOM: a fragment of the pixels claims \(item.length) bytes, \(end - offset) are left")
      }
      ranges.append(offset..<offset + item.length)
      offset += item.length
    }
    guard isEnded || !needsEnd else {
      throw ImageError("truncated DICOM: the compressed pixels have no end mark")
    }
    return (ranges.first ?? offset..<offset, Array(ranges.dropFirst()))
  }
}
