import Foundation

/// How a data set is coded.
struct DicomCoding: Sendable, Equatable {
  var isImplicit: Bool
  var isBigEndian: Bool

  static let explicitLittle = DicomCoding(isImplicit: false, isBigEndian: false)
  static let implicitLittle = DicomCoding(isImplicit: true, isBigEndian: false)
}

/// The bytes that all data sets of one file point into.
final class DicomBytes: Sendable {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func short(_ offset: Int, isBigEndian: Bool) -> Int {
    let (a, b) = (Int(bytes[offset]), Int(bytes[offset + 1]))
    return isBigEndian ? a << 8 | b : b << 8 | a
  }

  func long(_ offset: Int, isBigEndian: Bool) -> Int {
    let (a, b) = (short(offset, isBigEndian: isBigEndian), short(offset + 2, isBigEndian: isBigEndian))
    return isBigEndian ? a << 16 | b : b << 16 | a
  }
}

/// One attribute: where its value lies.
struct DicomElement: Sendable {
  enum Value: Sendable {
    /// Plain bytes; of a sequence of known length, its items unread.
    case bytes(Range<Int>)
    /// The contents of a sequence's items.
    case items([Range<Int>], DicomCoding)
    /// Compressed pixels: the offset table, then the fragments.
    case fragments(table: Range<Int>, [Range<Int>])
  }

  let vr: String
  let value: Value
}

/// Attributes of a file or of a sequence's item. Values are read when asked for, whatever type the file claims.
struct DicomDataSet: Sendable {
  let source: DicomBytes
  let coding: DicomCoding
  var elements: [UInt32: DicomElement]

  /// The bytes of an attribute; nil when it is absent, empty or no plain value.
  func range(_ tag: UInt32) -> Range<Int>? {
    guard case .bytes(let range)? = elements[tag]?.value, !range.isEmpty else { return nil }
    return range
  }

  /// Text without padding.
  func text(_ tag: UInt32) -> String? {
    guard let range = range(tag), range.count < 1 << 20 else { return nil }
    let text = String(decoding: source.bytes[range], as: UTF8.self)
    return text.trimmingCharacters(in: CharacterSet(charactersIn: " \0\t\r\n"))
  }

  /// An unsigned 16-bit number.
  func short(_ tag: UInt32) -> Int? { shorts(tag)?.first }

  func shorts(_ tag: UInt32) -> [Int]? {
    guard let range = range(tag), range.count >= 2 else { return nil }
    return stride(from: range.lowerBound, to: range.upperBound - 1, by: 2).map {
      source.short($0, isBigEndian: coding.isBigEndian)
    }
  }

  /// A decimal string (DS, IS) of one or several numbers; nil when absent.
  /// - Throws: `ImageError` when it holds something else.
  func decimals(_ tag: UInt32) throws -> [Double]? {
    guard let text = text(tag), !text.isEmpty else { return nil }
    return try text.split(separator: "\\", omittingEmptySubsequences: false).map { part in
      let number = part.trimmingCharacters(in: CharacterSet(charactersIn: " \0"))
      // Swift reads hexadecimal numbers too.
      let isDecimal = number.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
      guard isDecimal, let value = Double(number), value.isFinite else {
        throw ImageError("the attribute \(DicomTag.text(tag)) holds \"\(number.prefix(20))\", which is no number")
      }
      return value
    }
  }

  func decimal(_ tag: UInt32) throws -> Double? { try decimals(tag)?.first }

  /// The items of a sequence; none when it is absent.
  /// - Throws: `ImageError` when the sequence is damaged.
  func items(_ tag: UInt32) throws -> [DicomDataSet] {
    switch elements[tag]?.value {
    case .items(let ranges, let coding)?:
      return try ranges.map { try DicomParser(source, $0, coding).dataSet() }
    case .bytes(let range)?:
      let isUnknown = elements[tag]?.vr == "UN"
      let inner = isUnknown ? DicomParser.coding(ofUnknown: range, in: source, coding) : coding
      var parser = DicomParser(source, range, inner)
      return try parser.itemRanges(end: range.upperBound, depth: 0).map {
        try DicomParser(source, $0, inner).dataSet()
      }
    default: return []
    }
  }
}
