import GoldenArrays
import Testing

@testable import Datasets

/// Which of QuPath's objects and files an import takes, and what it says of the others.
@Suite struct QuPathObjectsTests {
  private func feature(
    _ name: String, _ coordinates: String, type: String = "Polygon", object: String = #""objectType": "annotation""#
  ) -> String {
    """
    {"type": "Feature", "geometry": {"type": "\(type)", "coordinates": \(coordinates)},
     "properties": {"classification": {"name": "\(name)"}, \(object)}}
    """
  }

  private func square(_ name: String, _ x: Int, edge: Int = 4, object: String = "annotation") -> String {
    let end = x + edge
    return feature(
      name, "[[[\(x),2],[\(end),2],[\(end),\(2 + edge)],[\(x),\(2 + edge)],[\(x),2]]]",
      object: #""objectType": "\#(object)""#)
  }

  private func write(_ set: ForeignSet, _ name: String, _ features: [String]) throws {
    try set.picture("\(name).png", height: 20, width: 30)
    try set.text(
      "\(name).geojson", #"{"type": "FeatureCollection", "features": [\#(features.joined(separator: ","))]}"#)
  }

  /// An image that only has points was annotated, so it does not show that nothing is there.
  @Test(arguments: [ImportRequest.Kind.masks, .boxes]) func onlyAnImageWithoutAnyFeatureIsEmpty(
    kind: ImportRequest.Kind
  ) throws {
    let set = try ForeignSet()
    try write(set, "a", [square("Tumor", 2)])
    try write(set, "b", [feature("Immune cells", "[[3, 4], [5, 6]]", type: "MultiPoint")])
    try write(set, "c", [])
    let made = try set.imported("qupath") { $0.kind = kind }
    #expect(made.ids(.train) == ["a", "c"])
    #expect(made.result.report.notes.contains("1 images have no outline: they stay, as empty ones (\"c\")"))
    #expect(
      made.omissions == [
        "MultiPoint annotations, which enclose nothing": 1,
        "images all of whose labels were left out: they would count as empty": 1,
      ])
  }

  // MARK: Types

  private func cells(_ set: ForeignSet) throws {
    try write(
      set, "a",
      [
        square("Tumor", 1, edge: 16), square("Tumor", 3, object: "cell"), square("Immune cells", 9, object: "cell"),
        feature("Tumor", "[[[1,1],[3,1],[3,3]]]", object: #""object_type": "detection""#),
      ])
    try write(set, "b", [square("Tumor", 2)])
    try write(set, "c", [])
  }

  @Test func severalTypesOfObjectsAreTold() throws {
    let set = try ForeignSet()
    try cells(set)
    let made = try set.imported("qupath") { $0.kind = .boxes }
    #expect(
      made.result.report.notes.contains(
        "objects of several types are taken alike: 2 annotation, 2 cell, 1 detection; "
          + "--where objectType=annotation takes these alone"))
  }

  @Test func oneTypeIsChosen() throws {
    let set = try ForeignSet()
    try cells(set)
    let made = try set.imported("qupath") { ($0.kind, $0.wanted) = (.boxes, ["objectType": "cell"]) }
    guard case .boxes(let boxes) = try made.annotation("a") else { throw TestProblem("no boxes") }
    #expect(boxes.map(\.x0) == [3, 9] && made.ids(.train) == ["a", "c"])
    #expect(
      made.omissions == [
        "objects that --where does not ask for": 3, "images without an outline of the type cell": 1,
      ])
    #expect(!made.result.report.notes.contains { $0.contains("several types") })
    func refused(_ wanted: [String: String]) -> String {
      message { _ = try set.imported("qupath") { ($0.wanted, $0.overwrites) = (wanted, true) } }
    }
    #expect(
      refused(["objectType": "tile"])
        == "--where objectType=tile: no object is one; \(set.source) holds 2 annotation, 2 cell, 1 detection")
    #expect(refused(["class": "Tumor"]).hasPrefix("--where class=...: qupath knows objectType alone"))
  }

  /// Such a slide's mask is the file itself, with all that is in it.
  @Test func largeSlidesWithOtherOutlinesAreLeftOut() throws {
    let set = try ForeignSet()
    for name in ["big", "pure"] { try set.text("\(name).svs", "no slide that can be opened") }
    try set.text("big.geojson", "[\(square("Tumor", 2)), \(square("Tumor", 3, object: "cell"))]")
    try set.text("pure.geojson", "[\(square("Tumor", 3, object: "cell"))]")
    let made = try set.imported("qupath") { request in
      request.size = PixelSize(height: 20_000, width: 20_000)
      request.wanted = ["objectType": "cell"]
    }
    #expect(made.ids(.train) == ["pure"])
    #expect(made.omissions.keys.contains { $0.hasPrefix("large slides with outlines of other types") })
  }

  @Test(arguments: [(ImportRequest.Kind.boxes, "box"), (.regions, "region")]) func severalPartsAreOne(
    kind: ImportRequest.Kind, shape: String
  ) throws {
    let set = try ForeignSet()
    let parts = "[[[[1,1],[3,1],[3,3]]],[[[20,1],[22,1],[22,3]]]]"
    try write(set, "a", [feature("Stroma", parts, type: "MultiPolygon"), square("Tumor", 2)])
    let made = try set.imported("qupath") { $0.kind = kind }
    #expect(
      made.result.report.notes.contains("1 objects have several parts: each becomes one \(shape) around all of them"))
  }

  // MARK: Files

  @Test func compressedFilesAreReported() throws {
    let set = try ForeignSet()
    try set.picture("a.png")
    try set.bytes("a.geojson.gz", [0x1F, 0x8B, 8, 0])
    let found = message { _ = try set.imported("auto") }
    #expect(found.contains("no sample was found; 1 left out: compressed files; unpack them (a.geojson.gz)"), "\(found)")
    #expect(
      message { _ = try set.imported("qupath", "a.geojson.gz") }.contains("the file is compressed; unpack it"))
  }

  @Test func imagesOfOneNameAreReported() throws {
    let set = try ForeignSet()
    try write(set, "a", [square("Tumor", 2)])
    try write(set, "b", [square("Tumor", 2)])
    try set.text("b.svs", "x")
    try set.text("d.geojson", "[]")
    let made = try set.imported("qupath")
    #expect(made.ids(.train) == ["a"])
    #expect(made.omissions == ["several images have this name": 1, "no image of this name": 1])
  }

  @Test func featuresWithoutAGeometryAreLeftOut() throws {
    let set = try ForeignSet()
    let none = #"{"type": "Feature", "geometry": null, "properties": {"classification": {"name": "Stroma"}}}"#
    try write(set, "a", [none, square("Tumor", 2)])
    try write(set, "b", [none])
    let made = try set.imported("qupath")
    #expect(made.ids(.train) == ["a"] && made.data.description.classes == ["background", "Tumor"])
    #expect(
      made.omissions == [
        "features without a geometry": 2, "images all of whose labels were left out: they would count as empty": 1,
      ])
    try write(set, "b", [#"{"type": "Feature", "properties": {}}"#])
    #expect(message { _ = try set.imported("qupath") { $0.overwrites = true } }.contains("has no \"geometry\""))
  }

  /// QuPath up to 0.4 writes measurements that are no number as they stand.
  @Test func measurementsThatAreNoNumber() throws {
    let set = try ForeignSet()
    let measured = square("Tumor", 2).replacing(
      #""objectType""#, with: #""measurements": [{"name": "NaN", "value": NaN}, {"value": -Infinity}], "objectType""#)
    try write(set, "a", [measured])
    #expect(try set.imported("qupath").mask("a")[3][3] == 1)
  }
}

/// JSON with numbers that are none.
@Suite struct NonFiniteNumbersTests {
  private func read(_ text: String) throws -> JSONValue {
    let folder = try TemporaryFolder()
    return try JSONSource.read(folder.write("a.json", text), as: JSONValue.self, allowed: "JSON")
  }

  @Test func theyAreNull() throws {
    let value = try read("\u{FEFF}{\"a\": [NaN,-Infinity, Infinity ], \"NaN\": \"\\\"NaN\\\\\", \"b\":NaN}")
    #expect(value["a"] == .list([.null, .null, .null]) && value["b"] == .null)
    #expect(value["NaN"] == .text("\"NaN\\"))
  }

  @Test(arguments: [
    ("{\"a\": NaN, \"b\": x}", "line 1, column 17"), ("[NaNs]", "line 1, column 2"), ("[nan]", "line 1, column 2"),
    ("[-Infinity,\nInfinity,\n}", "line 3, column 1"),
  ]) func otherFaultsKeepTheirPlace(text: String, place: String) {
    #expect(message { _ = try read(text) }.contains("it is not JSON from \(place) on"))
  }

  @Test func textsAndGoodFilesStay() {
    #expect(NonFiniteNumbers.replaced(in: Array(#"{"a": "NaN", "b": [1, -2]}"#.utf8), keepsPlaces: false) == nil)
    #expect(NonFiniteNumbers.replaced(in: Array("[\"\\".utf8), keepsPlaces: false) == nil)
    let kept = NonFiniteNumbers.replaced(in: Array("[-Infinity,NaN]".utf8), keepsPlaces: true)
    #expect(kept.map { String(decoding: $0, as: UTF8.self) } == "[0        ,0  ]")
  }
}
