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
      } else if let given = try? container.decode(String.self) {
        text = given
      } else {
        throw DecodingError.typeMismatch(
          Identifier.self, .init(codingPath: decoder.codingPath, debugDescription: "no whole number and no text"))
      }
    }

    fileprivate init(text: String) { self.text = text }
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
      let file = try JSONDecoder().decode(CocoFile.self, from: Data(bytes))
      guard let key = JSONKeys.doubled(bytes) else { return file }
      throw DataError(
        .annotation, at: path, "it has \"\(key)\" twice, of which one would be lost", allowed: "each key once",
        hint: "put the two together")
    } catch let error as DecodingError {
      throw DataError(
        .annotation, at: path, "not a COCO annotation file: \(error.sentence(bytes))",
        allowed: "an object with images, annotations and categories")
    }
  }

  /// Ids of images and categories that stand for several of them: their annotations cannot be told apart.
  static func ambiguousIds(_ images: [Image], _ categories: [Category], _ path: String) -> [Finding] {
    let files = Dictionary(grouping: images, by: \.id).mapValues { $0.map(\.fileName) }
    let names = Dictionary(grouping: categories, by: \.id).mapValues { $0.map(\.name) }
    return ambiguous(files, "image", path) + ambiguous(names, "category", path)
  }

  private static func ambiguous(_ named: [Identifier: [String]], _ word: String, _ path: String) -> [Finding] {
    named.keys.map(\.text).sortedNames.compactMap { text in
      guard let names = named[Identifier(text: text)], names.count > 1 else { return nil }
      return Finding(
        .error, .duplicateId, at: "\(path): \(word) \(text)", "the id stands for \(names.quoted)",
        allowed: "one \(word) an id", hint: "give each an id of its own, here and in annotations")
    }
  }
}
