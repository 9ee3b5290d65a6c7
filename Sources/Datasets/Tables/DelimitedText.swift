import Foundation

/// Comma-separated values as RFC 4180 writes them; a BOM, CRLF line ends and a missing last line end are accepted.
///
/// Every cell is text: "007" stays "007".
struct DelimitedText {
  /// One record and the line of the file where it starts, counted from 1.
  struct Record: Equatable {
    let line: Int
    let cells: [String]
  }

  private let bytes: [UInt8]
  private let name: String
  private let delimiter: UInt8
  private var position = 0
  private var line = 1

  private init(_ bytes: [UInt8], name: String, delimiter: UInt8) {
    self.bytes = bytes
    self.name = name
    self.delimiter = delimiter
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The records of a file's bytes; blank lines are skipped.
  /// - Throws: `DataError` at the line with an unclosed quote, text after a closing quote, or bytes that are not UTF-8.
  static func records(_ bytes: [UInt8], name: String, delimiter: Character = ",") throws -> [Record] {
    var parser = DelimitedText(bytes, name: name, delimiter: delimiter.asciiValue ?? comma)
    var records: [Record] = []
    while let record = try parser.nextRecord() {
      if record.cells != [""] { records.append(record) }
    }
    return records
  }

  private mutating func nextRecord() throws -> Record? {
    guard position < bytes.count else { return nil }
    let start = line
    var cells: [String] = []
    repeat { cells.append(try nextCell()) } while takeDelimiter()
    takeLineEnd()
    return Record(line: start, cells: cells)
  }

  private mutating func nextCell() throws -> String {
    guard position < bytes.count, bytes[position] == Self.quote else { return try plainCell() }
    return try quotedCell()
  }

  private mutating func plainCell() throws -> String {
    let start = position
    while position < bytes.count, bytes[position] != delimiter, !isLineEnd(bytes[position]) { position += 1 }
    return try text(bytes[start..<position])
  }

  private mutating func quotedCell() throws -> String {
    let startLine = line
    var content: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      guard byte == Self.quote else {
        if byte == Self.lineFeed { line += 1 }
        content.append(byte)
        continue
      }
      guard position < bytes.count, bytes[position] == Self.quote else { return try closed(content) }
      content.append(Self.quote)
      position += 1
    }
    throw problem(startLine, "a quote is opened and never closed", hint: "close it, or write \"\" for a quote in text")
  }

  private func closed(_ content: [UInt8]) throws -> String {
    guard position == bytes.count || bytes[position] == delimiter || isLineEnd(bytes[position]) else {
      throw problem(line, "text follows a closing quote", hint: "write \"\" for a quote inside quoted text")
    }
    return try text(content[...])
  }

  private func text(_ slice: ArraySlice<UInt8>) throws -> String {
    guard let text = String(validating: slice, as: UTF8.self) else {
      throw problem(line, "the text is not UTF-8", hint: "save the table as UTF-8")
    }
    return text
  }

  private mutating func takeDelimiter() -> Bool {
    guard position < bytes.count, bytes[position] == delimiter else { return false }
    position += 1
    return true
  }

  private mutating func takeLineEnd() {
    guard position < bytes.count else { return }
    if bytes[position] == Self.carriageReturn { position += 1 }
    if position < bytes.count, bytes[position] == Self.lineFeed { position += 1 }
    line += 1
  }

  private func isLineEnd(_ byte: UInt8) -> Bool { byte == Self.lineFeed || byte == Self.carriageReturn }

  private func problem(_ line: Int, _ found: String, hint: String) -> DataError {
    DataError(.table, at: "\(name):\(line)", found, hint: hint)
  }

  private static let quote = UInt8(ascii: "\"")
  private static let comma = UInt8(ascii: ",")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
}
