import Datasets
import Foundation

/// Text forms of the configuration files of a checkpoint.
package enum ConfigurationFile {
  static let encoder: JSONEncoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return encoder
  }()

  static let decoder: JSONDecoder = {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }()

  static func text(_ value: some Encodable) throws -> String {
    String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }

  static func read<Value: Decodable>(_ type: Value.Type, from path: String) throws -> Value {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw RunFolderError(path, "the file is missing; a checkpoint has it")
    }
    return try decode(type, data, of: path, ifNot: "the file is damaged", decoder)
  }

  /// - Parameter what: what is said of a file that does not hold such a value; the place in it follows.
  /// - Throws: `RunFolderError`.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, _ data: Data, of path: String, ifNot what: String, _ decoder: JSONDecoder = JSONDecoder()
  ) throws -> Value {
    do {
      return try decoder.decode(type, from: data)
    } catch let error as DecodingError {
      throw RunFolderError(path, "\(what): \(error.sentence(Array(data)))")
    }
  }
}
