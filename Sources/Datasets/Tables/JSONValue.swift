import Foundation

/// Any JSON value; numbers that are whole stay whole, so that an id 7 is the text "7".
enum JSONValue: Decodable, Equatable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = Self.longInteger(value, container).map { .text($0) } ?? .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// Digits of a whole number that is no `Int64`: as a number, long ids would become one.
  private static func longInteger(_ value: Double, _ container: any SingleValueDecodingContainer) -> String? {
    guard value.magnitude >= 0x1p63, let exact = try? container.decode(Decimal.self) else { return nil }
    return exact.description
  }

  /// The value as a table cell: null is empty, true is 1, a list is joined with `;`. An object has no cell.
  var cell: String? {
    switch self {
    case .null: ""
    case .bool(let value): value ? "1" : "0"
    case .integer(let value): String(value)
    case .number(let value): String(value)
    case .text(let value): value
    case .list(let values): Self.joined(values)
    case .object: nil
    }
  }

  private static func joined(_ values: [JSONValue]) -> String? {
    let cells = values.compactMap(\.cell)
    return cells.count == values.count ? cells.joined(separator: ";") : nil
  }
}
