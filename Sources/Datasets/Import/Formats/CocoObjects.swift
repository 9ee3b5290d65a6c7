/// The part of a COCO annotation file that an import needs.
struct CocoObjects: Decodable {
  /// An entry of `annotations`.
  struct Object: Decodable {
    let imageId: CocoFile.Identifier
    let categoryId: CocoFile.Identifier
    let bbox: [Double]?
    let isCrowd: Int?
    /// nil where it is none that can be drawn; boxes do not need it.
    let segmentation: CocoSegmentation?

    private enum Key: String, CodingKey {
      case bbox, segmentation
      case imageId = "image_id"
      case categoryId = "category_id"
      case isCrowd = "iscrowd"
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      imageId = try container.decode(CocoFile.Identifier.self, forKey: .imageId)
      categoryId = try container.decode(CocoFile.Identifier.self, forKey: .categoryId)
      bbox = try container.decodeIfPresent([Double].self, forKey: .bbox)
      isCrowd = try container.decodeIfPresent(Int.self, forKey: .isCrowd)
      let isWanted = Self.outlineKey.map { decoder.userInfo[$0] != nil } ?? true
      segmentation = isWanted ? try? container.decodeIfPresent(CocoSegmentation.self, forKey: .segmentation) : nil
    }

    // Outlines are most of the file, and boxes do not need them.
    private static let outlineKey = CodingUserInfoKey(rawValue: "outline")
    static var withOutline: [CodingUserInfoKey: any Sendable] { outlineKey.map { [$0: true] } ?? [:] }
  }

  let images: [CocoFile.Image]
  let annotations: [Object]
  let categories: [CocoFile.Category]

  /// - Throws: `DataError` naming the file and the place in it.
  static func read(_ path: String, withOutlines: Bool) throws -> CocoObjects {
    try JSONSource.read(
      path, as: CocoObjects.self, allowed: "an object with images, annotations and categories",
      told: withOutlines ? Object.withOutline : [:])
  }

  /// The categories that an annotation is of.
  var usedCategories: [CocoFile.Category] {
    let ids = Set(annotations.map(\.categoryId))
    return categories.filter { ids.contains($0.id) }
  }
}
