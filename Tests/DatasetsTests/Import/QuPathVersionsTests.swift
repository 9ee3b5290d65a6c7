import GoldenArrays
import Testing

@testable import Datasets

/// GeoJSON as the versions of QuPath write it.
@Suite struct QuPathVersionsTests {
  private func ring(_ x: Int) -> String { "[[[\(x),2],[\(x + 4),2],[\(x + 4),6],[\(x),6],[\(x),2]]]" }

  /// Version 0.2: the object's class is the id, and nothing else tells its type.
  private func former(_ type: String, _ x: Int, _ name: String = "Tumor", further: String = "") -> String {
    """
    {"type": "Feature", "id": "\(type)", "geometry": {"type": "Polygon", "coordinates": \(ring(x))}, \(further)
     "properties": {"classification": {"name": "\(name)", "colorRGB": -3670016}, "isLocked": false,
       "measurements": [{"name": "Area", "value": 16.0}, {"name": "Nucleus/Cell ratio", "value": NaN}]}}
    """
  }

  private func later(_ type: String, _ x: Int, key: String) -> String {
    """
    {"type": "Feature", "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
     "geometry": {"type": "Polygon", "coordinates": \(ring(x))},
     "properties": {"\(key)": "\(type)", "classification": {"name": "Tumor"}}}
    """
  }

  private var nucleus: String {
    #""nucleusGeometry": {"type": "Polygon", "coordinates": [[[10,3],[11,3],[11,4],[10,3]]]},"#
  }

  private func write(_ set: ForeignSet, _ features: [String], ending: String = "geojson") throws {
    try set.picture("a.png", height: 20, width: 30)
    try set.text("a.\(ending)", "[\(features.joined(separator: ","))]")
  }

  private func boxes(_ made: Imported) throws -> [Float] {
    guard case .boxes(let boxes) = try made.annotation("a") else { throw TestProblem("no boxes") }
    return boxes.map(\.x0)
  }

  /// The nucleus is a part of its cell, which has an outline of its own.
  @Test(arguments: [("annotation", Float(1)), ("detection", 5), ("cell", 9), ("tile", 13)]) func theIdTellsTheType(
    type: String, x: Float
  ) throws {
    let set = try ForeignSet()
    try write(
      set,
      [
        former("PathAnnotationObject", 1), former("PathDetectionObject", 5),
        former("PathCellObject", 9, further: nucleus),
        former("PathTileObject", 13),
      ])
    let made = try set.imported("qupath") { ($0.kind, $0.wanted) = (.boxes, ["objectType": type]) }
    #expect(try boxes(made) == [x])
    #expect(made.omissions == ["objects that --where does not ask for": 3])
  }

  @Test(arguments: ["object_type", "objectType"]) func propertiesTellTheType(key: String) throws {
    let set = try ForeignSet()
    try write(set, [later("annotation", 1, key: key), later("PathDetectionObject", 5, key: key)])
    let made = try set.imported("qupath") { ($0.kind, $0.wanted) = (.boxes, ["objectType": "detection"]) }
    #expect(try boxes(made) == [5])
  }

  /// Features of both kinds in one file are told apart, as in newer files.
  @Test func severalTypesAreTold() throws {
    let set = try ForeignSet()
    try write(set, [former("PathAnnotationObject", 1), former("PathCellObject", 9, further: nucleus)])
    let made = try set.imported("qupath") { $0.kind = .boxes }
    #expect(made.result.report.notes.contains { $0.contains("taken alike: 1 annotation, 1 cell;") })
  }

  /// An id is often a number, or missing, in the GeoJSON of other programs.
  @Test(arguments: [#""id": 7, "#, #""id": null, "#, ""]) func otherIdsAreAnnotations(id: String) throws {
    let set = try ForeignSet()
    try write(set, [former("PathAnnotationObject", 3).replacing(#""id": "PathAnnotationObject", "#, with: id)])
    let made = try set.imported("qupath") { ($0.kind, $0.wanted) = (.boxes, ["objectType": "annotation"]) }
    #expect(try boxes(made) == [3])
  }

  /// Version 0.2 names its exports `.json`.
  @Test func filesThatEndInJSONAreRecognised() throws {
    let set = try ForeignSet()
    try write(set, [former("PathAnnotationObject", 3)], ending: "json")
    let made = try set.imported("auto")
    #expect(made.result.format == "qupath" && made.result.reason == "it holds GeoJSON, such as a.json")
    #expect(try made.mask("a")[3][4] == 1)
  }
}
