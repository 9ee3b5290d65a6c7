/// Comma-separated values as RFC 4180 writes them.
package enum CsvText {
  /// A cell, quoted where it has to be.
  package static func cell(_ text: String) -> String {
    // By bytes, because CRLF is one Character.
    let isPlain = !text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
    return isPlain ? text : "\"\(text.replacing("\"", with: "\"\""))\""
  }
}
