import Foundation

/// Results go to stdout, everything else to stderr.
enum Output {
  /// Writes a result as it stands.
  static func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

  /// Writes a result and ends its line.
  static func line(_ text: String) { write(text + "\n") }

  /// Writes a value as one JSON document.
  static func json(_ value: some Encodable) throws { line(try JSONText.of(value)) }

  /// Writes a value as one line of JSON.
  static func jsonLine(_ value: some Encodable) throws { line(try JSONText.ofLine(value)) }

  /// Writes a line for people to stderr.
  static func message(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}

/// JSON as all verbs write it: pretty, keys sorted and in snake_case, so that two documents compare line by line.
enum JSONText {
  static func of(_ value: some Encodable) throws -> String {
    try text(value, [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
  }

  /// Without line breaks.
  static func ofLine(_ value: some Encodable) throws -> String {
    try text(value, [.sortedKeys, .withoutEscapingSlashes])
  }

  private static func text(_ value: some Encodable, _ format: JSONEncoder.OutputFormatting) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = format
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
