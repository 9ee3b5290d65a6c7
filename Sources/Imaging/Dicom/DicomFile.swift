import CImaging
import Foundation

/// A DICOM file's attributes; its pixels are located, not decoded.
struct DicomFile: Sendable {
  let path: String
  let syntax: TransferSyntax
  let data: DicomDataSet
  /// What had to be guessed or could not be read.
  private(set) var notes: [String] = []

  private static let preamble = 128
  private static let headBytes = 128 << 10
  /// Deflated attributes above this are no image.
  private static let inflatedLimit = 2 << 30

  /// Enough first bytes for `claims`: a preamble, or two attributes.
  static let claimBytes = 1024

  /// Whether the first bytes are DICOM's, with or without preamble.
  static func claims(_ head: [UInt8]) -> Bool {
    if head.count >= preamble + 4, Array(head[preamble..<preamble + 4]) == Array("DICM".utf8) { return true }
    return beginsBare(head)
  }

  /// A file without preamble begins with the group of its file meta or identification, or of commands or a maker's own
  /// attributes before these.
  private static func beginsBare(_ head: [UInt8]) -> Bool {
    guard head.count >= 132 else { return false }
    let letters: ClosedRange<UInt8> = 65...90
    let isExplicit = letters.contains(head[4]) && letters.contains(head[5])
    switch (head[0], head[1]) {
    case (2, 0) where isExplicit: return true
    case (8, 0) where head[3] == 0: return true
    case (0, 8) where isExplicit && head[2] == 0: return true
    case (0...7, 0): return isExplicit ? beginsExplicit(head) : beginsWithGroupLength(head)
    default: return false
    }
  }

  /// Whether two attributes with their types follow each other.
  private static func beginsExplicit(_ head: [UInt8]) -> Bool {
    let source = DicomBytes(head)
    let vr = { (at: Int) in String(decoding: head[at + 4..<at + 6], as: UTF8.self) }
    let tag = { (at: Int) in
      source.short(at, isBigEndian: false) << 16 | source.short(at + 2, isBigEndian: false)
    }
    guard DicomParser.valueTypes.contains(vr(0)) else { return false }
    let isLong = DicomParser.longTypes.contains(vr(0))
    let length = isLong ? source.long(8, isBigEndian: false) : source.short(6, isBigEndian: false)
    let next = (isLong ? 12 : 8) + length
    guard next + 6 <= head.count else { return false }
    return tag(next) > tag(0) && DicomParser.valueTypes.contains(vr(next))
  }

  /// Whether the length of a group stands before an attribute that fits into it.
  private static func beginsWithGroupLength(_ head: [UInt8]) -> Bool {
    let source = DicomBytes(head)
    let number = { (at: Int) in source.long(at, isBigEndian: false) }
    guard head[2] == 0, head[3] == 0, number(4) == 4 else { return false }
    let (group, rest) = (source.short(0, isBigEndian: false), number(8))
    let (next, element) = (source.short(12, isBigEndian: false), source.short(14, isBigEndian: false))
    return next == group && element > 0 && number(16) + 8 <= rest
  }

  /// Everything but the pixels; reads the file's beginning only, where that is enough.
  /// - Throws: `ImageError` naming the file.
  static func header(_ path: String) throws -> DicomFile {
    try ImageError.naming(path) {
      let head = try FileBytes.read(path, atMost: headBytes)
      if let file = try? DicomFile(path, head, stopsAtPixels: true), file.hasPixels { return file }
      return try DicomFile(path, FileBytes.read(path), stopsAtPixels: true)
    }
  }

  static func read(_ path: String) throws -> DicomFile {
    try ImageError.naming(path) { try DicomFile(path, FileBytes.read(path), stopsAtPixels: false) }
  }

  /// A file that is in memory; `name` stands in messages.
  init(_ bytes: [UInt8], name: String) throws { try self.init(name, bytes, stopsAtPixels: false) }

  private init(_ path: String, _ bytes: [UInt8], stopsAtPixels: Bool) throws {
    self.path = path
    guard Self.claims(bytes) else {
      throw ImageError(bytes.isEmpty ? "the file is empty (0 bytes)" : "is no DICOM file")
    }
    let hasPreamble = bytes.count >= 132 && Array(bytes[128..<132]) == Array("DICM".utf8)
    let source = DicomBytes(bytes)
    var start = DicomParser(source, (hasPreamble ? 132 : 0)..<bytes.count, .explicitLittle)
    let meta = try start.fileMeta()
    let told = meta.text(DicomTag.transferSyntax).map { TransferSyntax(uid: $0) }
    let syntax = told ?? Self.guess(source, start.offset)
    if told == nil { notes.append("the transfer syntax is missing: taken as \(syntax.text)") }
    self.syntax = syntax
    let coding = Self.coding(source, start.offset, syntax)
    if coding != syntax.coding {
      notes.append("the attributes are coded with \(coding.isImplicit ? "implicit" : "explicit") VR, not as told")
    }
    var parser = try Self.parser(source, start.offset, syntax, coding)
    data = try parser.file(stopsAtPixels: stopsAtPixels)
    if let problem = parser.problem { notes.append(problem) }
    if !hasPreamble { notes.append("the preamble is missing") }
  }

  /// What the first attribute looks like.
  private static func guess(_ source: DicomBytes, _ offset: Int) -> TransferSyntax {
    guard namesType(source, offset) else { return .implicitLittle }
    let group = source.short(offset, isBigEndian: false)
    return TransferSyntax(uid: TransferSyntax.implicitLittle.uid + (group >= 0x0100 ? ".2" : ".1"))
  }

  /// Whether two letters, a value representation, follow the tag.
  private static func namesType(_ source: DicomBytes, _ offset: Int) -> Bool {
    guard offset + 8 <= source.bytes.count else { return false }
    return source.bytes[offset + 4...offset + 5].allSatisfy { (65...90).contains($0) }
  }

  /// The syntax's own, unless the first attribute shows the other of implicit and explicit.
  private static func coding(_ source: DicomBytes, _ offset: Int, _ syntax: TransferSyntax) -> DicomCoding {
    guard !syntax.isDeflated, !syntax.coding.isBigEndian, offset + 8 <= source.bytes.count else { return syntax.coding }
    if syntax.coding.isImplicit { return namesType(source, offset) ? .explicitLittle : .implicitLittle }
    let isImplicit = !namesType(source, offset) && source.long(offset + 4, isBigEndian: false) < source.bytes.count
    return isImplicit ? .implicitLittle : .explicitLittle
  }

  private static func parser(
    _ source: DicomBytes, _ offset: Int, _ syntax: TransferSyntax, _ coding: DicomCoding
  ) throws -> DicomParser {
    guard syntax.isDeflated else { return DicomParser(source, offset..<source.bytes.count, coding) }
    let inflated = DicomBytes(try inflate(source.bytes[offset...]))
    return DicomParser(inflated, 0..<inflated.bytes.count, syntax.coding)
  }

  private static func inflate(_ deflated: ArraySlice<UInt8>) throws -> [UInt8] {
    try deflated.withUnsafeBufferPointer { stream in
      var capacity = min(max(1 << 16, stream.count * 4), inflatedLimit)
      while true {
        let found = try Inflate.prefix(stream, wrapping: Int32(CIMAGING_DEFLATE), count: capacity)
        if found.count < capacity { return found }
        if capacity == inflatedLimit { break }
        capacity = min(capacity * 4, inflatedLimit)
      }
      throw ImageError("the deflated attributes are longer than \(inflatedLimit) bytes")
    }
  }

  /// Whether an attribute with pixels is there; `header` knows it without reading them.
  var hasPixels: Bool {
    [DicomTag.pixels, DicomTag.floatPixels, DicomTag.doublePixels].contains { data.elements[$0] != nil }
  }

  var modality: String? { data.text(DicomTag.modality) }

  /// - Throws: `ImageError` saying what the file is instead of an image.
  func requirePixels() throws {
    guard !hasPixels else { return }
    let kind = modality.map { " (\($0.prefix(16)))" } ?? ""
    throw ImageError("holds no pixels\(kind)")
  }
}
