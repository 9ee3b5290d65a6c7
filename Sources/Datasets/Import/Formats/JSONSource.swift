import Foundation

/// JSON files of foreign data sets.
enum JSONSource {
  static func read<Value: Decodable>(
    _ path: String, as type: Value.Type, allowed: String, told: [CodingUserInfoKey: any Sendable] = [:]
  ) throws -> Value {
    let bytes = try WholeFile.read(path)
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    do {
      let decoder = JSONDecoder()
      decoder.userInfo = told
      return try decoder.decode(type, from: Data(content))
    } catch let error as DecodingError {
      throw DataError(.annotation, at: path, error.sentence(bytes), allowed: allowed)
    }
  }
}

extension JSONValue {
  subscript(key: String) -> JSONValue? {
    if case .object(let values) = self { values[key] } else { nil }
  }

  var text: String? {
    if case .text(let text) = self { text } else { nil }
  }

  var list: [JSONValue]? {
    if case .list(let values) = self { values } else { nil }
  }

  var object: [String: JSONValue]? {
    if case .object(let values) = self { values } else { nil }
  }

  var integer: Int? {
    switch self {
    case .integer(let value): Int(exactly: value)
    case .number(let value): Int(exactly: value)
    case .text(let text): Int(text)
    default: nil
    }
  }
}
