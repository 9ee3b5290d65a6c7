/// One annotation, detection or cell of QuPath's GeoJSON.
struct QuPathFeature: Decodable {
  /// Every feature of a GeoJSON file.
  /// - Throws: `DataError` naming the file and the place in it, or the first feature whose outline is malformed.
  static func read(_ path: String) throws -> [QuPathFeature] {
    let features = try JSONSource.read(path, as: QuPathDocument.self, allowed: "a GeoJSON FeatureCollection").features
    let malformed = features.indices.filter { features[$0].problem != nil }
    guard let first = malformed.first, let problem = features[first].problem else { return features }
    let more = malformed.count > 1 ? " (\(malformed.count - 1) more features are malformed too)" : ""
    throw DataError(
      .annotation, at: "\(path): feature \(first + 1)", problem + more,
      allowed: "Polygon or MultiPolygon with rings of three or more points [x, y]; points and lines are left out",
      hint: "draw it again, or remove it")
  }

  /// The geometry's type, such as `Point`; nil where it is null.
  let kind: String?
  /// `annotation`, `detection`, `cell`, `tile` or `tma_core`; annotation where nothing is said, as QuPath takes it.
  let objectType: String
  /// Each polygon's rings, the outer one first; empty for points, lines and no geometry.
  let polygons: [[MaskDrawing.Ring]]
  /// Why the outline cannot be taken as it stands; nil where it can.
  let problem: String?
  let className: String?

  private struct Geometry: Decodable {
    let type: String
    let coordinates: JSONValue?
  }

  private struct Properties: Decodable {
    struct Classification: Decodable {
      let name: String?
      /// Several names of one derived class, as `Tumor: Positive`.
      let names: [String]?
    }

    let classification: Classification?
    private let objectType: JSONValue?
    /// QuPath 0.2 and 0.3.
    private let formerType: JSONValue?

    var type: String? { (objectType ?? formerType)?.text }

    private enum CodingKeys: String, CodingKey {
      case classification, objectType
      case formerType = "object_type"
    }
  }

  private enum Key: String, CodingKey { case id, geometry, properties }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let geometry = try container.decodeNil(forKey: .geometry) ? nil : container.decode(Geometry.self, forKey: .geometry)
    let properties = try container.decodeIfPresent(Properties.self, forKey: .properties)
    let classification = properties?.classification
    kind = geometry?.type
    let identifier = try container.decodeIfPresent(JSONValue.self, forKey: .id)
    objectType = QuPathObjectType.name(properties?.type, identifier: identifier?.text)
    className = classification?.name ?? classification?.names?.joined(separator: ": ")
    (polygons, problem) = geometry.map(Self.outlines) ?? ([], nil)
  }

  /// The smallest box around all polygons.
  var bounds: MaskDrawing.Bounds? { MaskDrawing.Shape.bounds(polygons.flatMap { $0 }) }

  // MARK: Outlines

  /// What is wrong with an outline.
  private struct OutlineProblem: Error { let text: String }

  private static func outlines(_ geometry: Geometry) -> ([[MaskDrawing.Ring]], String?) {
    do throws(OutlineProblem) {
      let polygons = try parts(of: geometry)
      return (polygons, nil)
    } catch {
      return ([], error.text)
    }
  }

  private static func parts(of geometry: Geometry) throws(OutlineProblem) -> [[MaskDrawing.Ring]] {
    var polygons: [[MaskDrawing.Ring]] = []
    switch geometry.type {
    case "Point", "MultiPoint", "LineString", "MultiLineString": break
    case "Polygon": polygons = [try rings(geometry.coordinates)]
    case "MultiPolygon":
      guard let list = geometry.coordinates?.list else { throw OutlineProblem(text: "its coordinates are no list") }
      for part in list { polygons.append(try rings(part)) }
    default: throw OutlineProblem(text: "its geometry is of the type \"\(geometry.type)\"")
    }
    // GeoJSON writes a polygon that encloses nothing without rings.
    return polygons.filter { !$0.isEmpty }
  }

  private static func rings(_ value: JSONValue?) throws(OutlineProblem) -> [MaskDrawing.Ring] {
    guard let list = value?.list else { throw OutlineProblem(text: "its coordinates are no list of rings") }
    var rings: [MaskDrawing.Ring] = []
    for (number, points) in list.enumerated() { rings.append(try ring(points, name: "ring \(number + 1)")) }
    return rings
  }

  private static func ring(_ value: JSONValue, name: String) throws(OutlineProblem) -> MaskDrawing.Ring {
    var points: MaskDrawing.Ring = []
    for (number, point) in (value.list ?? []).enumerated() {
      guard let pair = point.list, pair.count >= 2, let x = pair[0].finite, let y = pair[1].finite else {
        throw OutlineProblem(text: "point \(number + 1) of \(name) is not two numbers")
      }
      points.append(MaskDrawing.Point(x: x, y: y))
    }
    // The first point is usually repeated at the end.
    let isClosed = points.count > 1 && points.first == points.last
    guard points.count >= (isClosed ? 4 : 3) else {
      throw OutlineProblem(text: "\(name) has fewer than three points")
    }
    return points
  }
}

/// A FeatureCollection, a list of features, or one feature.
private struct QuPathDocument: Decodable {
  let features: [QuPathFeature]

  private enum Key: String, CodingKey { case features }

  init(from decoder: any Decoder) throws {
    guard let container = try? decoder.container(keyedBy: Key.self) else {
      features = try decoder.singleValueContainer().decode([QuPathFeature].self)
      return
    }
    if container.contains(.features) {
      features = try container.decode([QuPathFeature].self, forKey: .features)
    } else {
      features = [try QuPathFeature(from: decoder)]
    }
  }
}

extension JSONValue {
  /// A finite number.
  fileprivate var finite: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value.isFinite ? value : nil
    default: nil
    }
  }
}
