/// Reads the JSON header of a safetensors file, byte by byte and strictly.
///
/// Foundation's decoders keep one of two equal keys silently, accept `1e3` where an integer is due and differ between
/// platforms, so the header's small grammar is read here: an object of `{dtype, shape, data_offsets}` objects and one
/// `__metadata__` object of strings.
struct HeaderScanner {
  /// One tensor as the header states it; offsets are not checked yet.
  struct Entry {
    let name: String
    let type: SafeTensorsType
    let shape: [Int]
    let begin: Int
    let end: Int
  }

  /// No tensor has more dimensions, and a header of 100 MB must not become a list of 50 million numbers.
  private static let rankLimit = 64

  private let bytes: UnsafeRawBufferPointer
  private let file: String
  private var position = 0
  private var tensor: String?

  private(set) var entries: [Entry] = []
  private(set) var metadata: [String: String] = [:]

  init(_ bytes: UnsafeRawBufferPointer, file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// Reads the whole header.
  /// - Throws: `SafeTensorsError` of kind `malformed` at the first departure from the format.
  mutating func scan() throws {
    guard bytes.first == UInt8(ascii: "{") else {
      throw failure(bytes.isEmpty ? "an empty header" : "a header that does not start with {", "it starts with {")
    }
    try scanObject { scanner, key in
      if key == "__metadata__" { return try scanner.scanMetadata() }
      scanner.tensor = key
      try scanner.scanEntry(key)
      scanner.tensor = nil
    }
    skipSpace()
    guard position == bytes.count else { throw failure("text after the header's closing }", "spaces only") }
  }

  private mutating func scanMetadata() throws {
    try scanObject { scanner, key in
      scanner.metadata[key] = try scanner.scanString("a metadata value as text")
    }
  }

  private mutating func scanEntry(_ name: String) throws {
    var type: SafeTensorsType?
    var shape: [Int]?
    var offsets: [Int]?
    try scanObject { scanner, key in
      switch key {
      case "dtype": type = try scanner.scanType()
      case "shape": shape = try scanner.scanIntegers("shape")
      case "data_offsets": offsets = try scanner.scanIntegers("data_offsets")
      default:
        throw scanner.failure(
          "unknown key \"\(SafeTensorsError.shortened(key))\"", "the keys are dtype, shape and data_offsets")
      }
    }
    guard let type else { throw failure("no dtype", "dtype, shape and data_offsets are required") }
    guard let shape else { throw failure("no shape", "dtype, shape and data_offsets are required") }
    guard let offsets else { throw failure("no data_offsets", "dtype, shape and data_offsets are required") }
    guard offsets.count == 2 else { throw failure("data_offsets of \(offsets.count) numbers", "two: begin and end") }
    entries.append(Entry(name: name, type: type, shape: shape, begin: offsets[0], end: offsets[1]))
  }

  private mutating func scanType() throws -> SafeTensorsType {
    let text = try scanString("dtype as text")
    guard let type = SafeTensorsType(rawValue: text) else {
      throw failure("dtype \"\(SafeTensorsError.shortened(text))\"", "allowed: \(SafeTensorsType.allowedNames)")
    }
    return type
  }

  // MARK: JSON

  /// Reads `{"key": value, ...}`; `readValue` reads each value. Equal keys are an error.
  private mutating func scanObject(_ readValue: (inout HeaderScanner, String) throws -> Void) throws {
    try expect("{", "an object")
    var seen: Set<String> = []
    if accept("}") { return }
    repeat {
      let key = try scanString("a key")
      guard seen.insert(key).inserted else {
        throw failure("key \"\(SafeTensorsError.shortened(key))\" twice", "each key once")
      }
      try expect(":", "a colon after the key")
      try readValue(&self, key)
    } while accept(",")
    try expect("}", "a comma or }")
  }

  private mutating func scanIntegers(_ what: String) throws -> [Int] {
    try expect("[", "\(what) as a list of numbers")
    var values: [Int] = []
    if accept("]") { return values }
    repeat {
      guard values.count < Self.rankLimit else {
        throw failure("more than \(Self.rankLimit) numbers in \(what)", "at most \(Self.rankLimit), torch's limit")
      }
      values.append(try scanInteger(what))
    } while accept(",")
    try expect("]", "a comma or ] in \(what)")
    return values
  }

  private mutating func scanInteger(_ what: String) throws -> Int {
    skipSpace()
    let start = position
    while let byte = peek, isNumberByte(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    let hasLeadingZero = text.hasPrefix("0") && text.count > 1
    guard let value = Int(text), value >= 0, !hasLeadingZero, !text.hasPrefix("+"), !text.hasPrefix("-") else {
      let found = text.isEmpty ? "no number" : "number \(SafeTensorsError.shortened(text))"
      throw failure("\(found) in \(what)", "whole numbers 0...\(Int.max)")
    }
    return value
  }

  private func isNumberByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  private mutating func scanString(_ what: String) throws -> String {
    try expect("\"", what)
    var text: [UInt8] = []
    while let byte = peek, byte != UInt8(ascii: "\"") {
      position += 1
      guard byte >= 0x20 else { throw failure("control character \(byte) inside a text", "it is written as \\u00XX") }
      if byte == UInt8(ascii: "\\") { try scanEscape(into: &text) } else { text.append(byte) }
    }
    try expect("\"", "a closing quote")
    guard let string = String(validating: text, as: UTF8.self) else {
      throw failure("a text that is not UTF-8", "UTF-8")
    }
    return string
  }

  private mutating func scanEscape(into text: inout [UInt8]) throws {
    guard let byte = peek else { throw failure("the header ends inside a text", "a closing quote") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text.append(contentsOf: String(try scanUnicodeEscape()).utf8)
    default: throw failure("escape \\ followed by byte \(byte)", "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX")
    }
  }

  private mutating func scanUnicodeEscape() throws -> Character {
    var value = try scanHexadecimal()
    if (0xD800..<0xDC00).contains(value), takeLowSurrogateMark() {
      let low = try scanHexadecimal()
      value = (0xDC00..<0xE000).contains(low) ? 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00) : 0xD800
    }
    guard let scalar = Unicode.Scalar(value) else { throw failure("half of a surrogate pair", "a whole character") }
    return Character(scalar)
  }

  private mutating func takeLowSurrogateMark() -> Bool {
    guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
    else { return false }
    position += 2
    return true
  }

  private mutating func scanHexadecimal() throws -> UInt32 {
    let digits = bytes[position..<min(position + 4, bytes.count)]
    let isHexadecimal = digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
    guard digits.count == 4, isHexadecimal, let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw failure("\\u without four hexadecimal digits", "\\uXXXX") }
    position += 4
    return value
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func accept(_ mark: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek == UInt8(ascii: mark) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ mark: Unicode.Scalar, _ what: String) throws {
    guard !accept(mark) else { return }
    let found = peek.map { "byte \($0) (\(SafeTensorsError.shortened(String(UnicodeScalar($0)))))" } ?? "the end"
    throw failure("\(found) of the header at byte \(position)", "\(what) is due there")
  }

  private func failure(_ found: String, _ allowed: String) -> SafeTensorsError {
    SafeTensorsError(.malformed, file: file, tensor: tensor, found: found, allowed: allowed)
  }
}
