import Foundation

/// JSON files of foreign data sets.
enum JSONSource {
  /// Reads a file; where it is no JSON because of numbers that are none (`NaN`), these are null.
  /// - Throws: `DataError` naming the file and the place in it.
  static func read<Value: Decodable>(
    _ path: String, as type: Value.Type, allowed: String, told: [CodingUserInfoKey: any Sendable] = [:]
  ) throws -> Value {
    let bytes = try WholeFile.read(path)
    do {
      return try decoded(bytes, told)
    } catch let error as DecodingError {
      guard let mended = NonFiniteNumbers.replaced(in: bytes, keepsPlaces: false) else {
        throw DataError(.annotation, at: path, error.sentence(bytes), allowed: allowed)
      }
      do {
        return try decoded(mended, told)
      } catch let error as DecodingError {
        let places = NonFiniteNumbers.replaced(in: bytes, keepsPlaces: true) ?? bytes
        throw DataError(.annotation, at: path, error.sentence(places), allowed: allowed)
      }
    }
  }

  private static func decoded<Value: Decodable>(
    _ bytes: [UInt8], _ told: [CodingUserInfoKey: any Sendable]
  ) throws -> Value {
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    let decoder = JSONDecoder()
    decoder.userInfo = told
    return try decoder.decode(Value.self, from: Data(content))
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
