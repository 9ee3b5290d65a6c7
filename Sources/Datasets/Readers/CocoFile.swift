import Foundation

/// The part of a COCO annotation file that detection needs.
struct CocoFile: Decodable {
  /// A number or a text; compared as text.
  struct Identifier: Decodable, Hashable, CustomStringConvertible {
    let text: String
    var description: String { text }

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int64.self) {
        text = String(number)
      } else {
        text = try container.decode(String.self)
      }
    }
  }

  /// An image entry with all its keys, so that `columns:` can name a group or a split among them.
  struct Image: Decodable {
    let id: Identifier
    let fileName: String
    /// nil where the file does not say; boxes are then not compared with the image.
    let width: Int?
    let height: Int?
    let further: [String: JSONValue]

    private enum Key: String, CodingKey {
      case id, width, height
      case fileName = "file_name"
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      id = try container.decode(Identifier.self, forKey: .id)
      fileName = try container.decode(String.self, forKey: .fileName)
      width = try container.decodeIfPresent(Int.self, forKey: .width)
      height = try container.decodeIfPresent(Int.self, forKey: .height)
      further = try [String: JSONValue](from: decoder)
    }
  }

  struct Annotation: Decodable {
    let id: Identifier?
    let imageId: Identifier
    let categoryId: Identifier
    /// x, y, width, height in pixels.
    let box: [Double]
    let isCrowd: Int?

    private enum CodingKeys: String, CodingKey {
      case id
      case imageId = "image_id"
      case categoryId = "category_id"
      case box = "bbox"
      case isCrowd = "iscrowd"
    }
  }

  struct Category: Decodable {
    let id: Identifier
    let name: String
  }

  let images: [Image]
  let annotations: [Annotation]
  let categories: [Category]

  static func read(_ path: String) throws -> CocoFile {
    let bytes = try WholeFile.read(path)
    do {
      return try JSONDecoder().decode(CocoFile.self, from: Data(bytes))
    } catch let error as DecodingError {
      throw DataError(
        .annotation, at: path, "not a COCO annotation file: \(Self.sentence(error))",
        allowed: "an object with images, annotations and categories")
    }
  }

  static func sentence(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context): "\(place(context)) has no \"\(key.stringValue)\""
    case .typeMismatch(let type, let context): "\(place(context)) is not a \(type)"
    case .valueNotFound(_, let context): "\(place(context)) is null"
    case .dataCorrupted(let context): "\(place(context)) cannot be read (\(context.debugDescription))"
    @unknown default: "\(error)"
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
    return path.isEmpty ? "the file" : String(path.drop { $0 == "." })
  }
}
