import Foundation

/// A table of text cells with named columns, from a CSV, TSV or JSON-lines file.
struct Table {
  /// One row and the line where it starts.
  struct Row {
    let line: Int
    let cells: [String]
  }

  /// The file, for messages.
  let name: String
  let header: [String]
  let rows: [Row]

  /// Reads a table; `.tsv` is separated by tabs, `.jsonl` holds one object a line, everything else is CSV.
  /// - Throws: `DataError` that names file and line.
  static func read(_ path: String) throws -> Table {
    let bytes = try WholeFile.read(path)
    switch PathName.lowercasedExtension(path) {
    case "jsonl", "ndjson": return try jsonLines(bytes, name: path)
    case "tsv": return try delimited(bytes, name: path, delimiter: "\t")
    default: return try delimited(bytes, name: path, delimiter: ",")
    }
  }

  /// A delimited table with a header line.
  static func delimited(_ bytes: [UInt8], name: String, delimiter: Character) throws -> Table {
    let records = try DelimitedText.records(bytes, name: name, delimiter: delimiter)
    guard let first = records.first else {
      throw DataError(.table, at: name, "the table is empty", hint: "its first line names the columns")
    }
    try checkHeader(first.cells, name: name, delimiter: delimiter)
    let findings = records.dropFirst().compactMap { widthProblem($0, first.cells, name: name, delimiter: delimiter) }
    try findings.throwErrors()
    let rows = records.dropFirst().map { Row(line: $0.line, cells: $0.cells) }
    return Table(name: name, header: first.cells, rows: rows)
  }

  /// One JSON object a line; columns in order of first appearance, absent keys are empty cells.
  static func jsonLines(_ bytes: [UInt8], name: String) throws -> Table {
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    var header: [String] = []
    var objects: [(line: Int, cells: [String: String])] = []
    let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where line.contains(where: { $0 > UInt8(ascii: " ") }) {
      let cells = try object(Data(line), place: "\(name):\(index + 1)")
      for key in cells.keys.sorted() where !header.contains(key) { header.append(key) }
      objects.append((index + 1, cells))
    }
    let rows = objects.map { object in Row(line: object.line, cells: header.map { object.cells[$0] ?? "" }) }
    return Table(name: name, header: header, rows: rows)
  }

  /// The index of a column, or nil.
  func column(_ name: String) -> Int? { header.firstIndex(of: name) }

  /// `file:line` of a row.
  func place(_ row: Row) -> String { "\(name):\(row.line)" }

  private static func object(_ line: Data, place: String) throws -> [String: String] {
    guard let object = try? JSONDecoder().decode([String: JSONValue].self, from: line) else {
      let column = JSONSyntax.end([UInt8](line)).map { $0 + 1 }
      let found = column.map { "the line is not JSON from column \($0) on" } ?? "the line is not a JSON object"
      throw DataError(.table, at: place, found, allowed: "{\"image\": \"a.png\", ...}")
    }
    if let key = JSONKeys.doubled([UInt8](line)) {
      throw DataError(.table, at: place, "it has \"\(key)\" twice", allowed: "each key once")
    }
    return try object.reduce(into: [:]) { cells, entry in
      guard let cell = entry.value.cell else {
        throw DataError(.table, at: place, "\"\(entry.key)\" is an object", allowed: "text, number, true, false, null")
      }
      cells[entry.key] = cell
    }
  }

  private static func checkHeader(_ header: [String], name: String, delimiter: Character) throws {
    let doubled = Dictionary(grouping: header, by: { $0 }).filter { $0.value.count > 1 }.keys.sorted()
    if let column = doubled.first {
      throw DataError(.table, at: "\(name):1", "two columns are named \"\(column)\"", hint: "rename one of them")
    }
    let other = header[0].first { $0 == ";" || $0 == "\t" || $0 == "," }
    if header.count == 1, let other, other != delimiter {
      let separator = other == "\t" ? "tabs" : "\"\(other)\""
      throw DataError(
        .table, at: "\(name):1", "the columns seem to be separated by \(separator)", allowed: "commas (tabs in .tsv)",
        hint: "save the table as comma-separated values")
    }
  }

  private static func widthProblem(
    _ record: DelimitedText.Record, _ header: [String], name: String, delimiter: Character
  ) -> Finding? {
    let count = record.cells.count
    guard count != header.count else { return nil }
    let mark = delimiter == "\t" ? "tab" : "comma"
    let missing = header.dropFirst(count).quoted(atMost: 4)
    let hint =
      count > header.count
      ? "put quotes around cells that hold a \(mark)"
      : "the line ends before \(missing); a cell without a value still needs its \(mark)"
    return Finding(
      .error, .table, at: "\(name):\(record.line)",
      "\(count) \(count == 1 ? "cell" : "cells") where the header has \(header.count)", hint: hint)
  }
}

/// Whole small files, with an error that names them.
enum WholeFile {
  static func read(_ path: String) throws -> [UInt8] {
    do {
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      guard FileManager.default.fileExists(atPath: path) else {
        throw DataError(.missingFile, at: path, MissingFile.reason(path), hint: MissingFile.remedy(path))
      }
      if ImageFiles.isFolder(path) {
        throw DataError(.unreadableFile, at: path, "it is a folder, and a file belongs here")
      }
      throw DataError(.unreadableFile, at: path, "the file cannot be read (\(reason(error)))")
    }
  }

  /// The system's words; Foundation's own text on Linux is a number.
  private static func reason(_ error: any Error) -> String {
    let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError
    return cause.map { String(cString: strerror($0.code.rawValue)) } ?? error.localizedDescription
  }
}
