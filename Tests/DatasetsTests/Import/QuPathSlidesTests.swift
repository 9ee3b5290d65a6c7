import GoldenArrays
import Testing

@testable import Datasets

/// Which TIFF images of QuPath are whole slides, and outlines that draw nothing.
@Suite struct QuPathSlidesTests {
  /// The class is the image's name.
  private func outlines(_ set: ForeignSet, _ name: String, _ ring: String = "[[2,2],[9,2],[9,9],[2,9]]") throws {
    try set.text(
      "\(name).geojson",
      """
      [{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [\(ring)]},
        "properties": {"objectType": "annotation", "classification": {"name": "\(name)"}}}]
      """)
  }

  private func tiff(_ set: ForeignSet, _ name: String, levels: Int) throws {
    let all = (0..<levels).map { (height: 128 >> $0, width: 128 >> $0, pixel: { (_: Int, _: Int) in Self.colour }) }
    try set.bytes("\(name).tif", TiledTiff(levels: all, pixelsPerCentimetre: 20_000).bytes)
  }

  private static let colour: (UInt8, UInt8, UInt8) = (150, 60, 160)

  @Test(arguments: [ImportRequest.Kind.boxes, .regions]) func pyramidsAreReadByPatches(kind: ImportRequest.Kind) throws
  {
    let set = try ForeignSet()
    for name in ["a", "b"] { try outlines(set, name) }
    try tiff(set, "a", levels: 2)
    try tiff(set, "b", levels: 1)
    let made = try set.imported("qupath") { $0.kind = kind }
    #expect(made.data.description.patch != nil)
    #expect(
      made.result.report.notes.contains(
        "1 TIFF images are slides (\"a.tif\"): patch: {} reads every TIFF of the task by patches"))
  }

  @Test(arguments: [ImportRequest.Kind.boxes, .masks]) func whatStaysAPictureIsTold(kind: ImportRequest.Kind) throws {
    let set = try ForeignSet()
    try outlines(set, "b")
    try tiff(set, "b", levels: kind == .masks ? 2 : 1)
    try set.picture("c.png")
    try outlines(set, "c")
    let made = try set.imported("qupath") { $0.kind = kind }
    #expect(made.data.description.patch == nil)
    #expect(
      made.result.report.notes.contains(
        "1 TIFF images are read as one picture each (\"b.tif\"); patch: {} in task.yaml reads them by patches"))
  }

  @Test func slidesThatCannotBeOpenedHereAreToldByTheirSize() throws {
    let set = try ForeignSet()
    try set.text("a.tif", "no slide that can be opened")
    try outlines(set, "a")
    func patch(_ edge: Int) throws -> Bool {
      let made = try set.imported("qupath") { request in
        (request.kind, request.overwrites) = (.boxes, true)
        request.size = PixelSize(height: edge, width: edge)
      }
      return made.data.description.patch != nil
    }
    #expect(try patch(20_000))
    #expect(try !patch(2000))
  }

  /// A cell between the centres of pixels has a box, but nothing to draw.
  @Test func outlinesThatDrawNoPixel() throws {
    let set = try ForeignSet()
    for name in ["a", "b"] { try set.picture("\(name).png") }
    try outlines(set, "a")
    try outlines(set, "b", "[[3.6,3.6],[4.4,3.6],[4.4,4.4],[3.6,4.4]]")
    let made = try set.imported("qupath")
    #expect(made.ids(.train) == ["a"])
    #expect(
      made.omissions == [
        "outlines that cover the centre of no pixel": 1,
        "images all of whose labels were left out: they would count as empty": 1,
      ])
    #expect(try set.imported("qupath") { ($0.kind, $0.overwrites) = (.boxes, true) }.ids(.train) == ["a", "b"])
  }
}
