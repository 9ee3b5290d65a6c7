import GoldenArrays
import Imaging
import Testing

@testable import Datasets

@Suite struct GeoJSONAndArrayImportTests {
  private func feature(_ name: String?, _ rings: String, type: String = "Polygon") -> String {
    let classification = name.map { #""classification": {"name": "\#($0)", "color": [200, 0, 0]},"# } ?? ""
    return """
      {"type": "Feature", "id": "x", "geometry": {"type": "\(type)", "coordinates": \(rings)},
       "properties": {\(classification) "objectType": "annotation"}}
      """
  }

  private func write(_ set: ForeignSet) throws {
    try set.picture("slide_1.png", height: 20, width: 30)
    try set.picture("slide_2.png", height: 20, width: 30)
    let hole = "[[[2,2],[12,2],[12,10],[2,10],[2,2]], [[4,4],[6,4],[6,6],[4,6],[4,4]]]"
    let two = "[[[[20,1],[22,1],[22,3],[20,3],[20,1]]], [[[25,1],[27,1],[27,3],[25,3],[25,1]]]]"
    let features = [
      feature("Tumor", hole), feature("Stroma", two, type: "MultiPolygon"), feature("Tumor", "[1, 2]", type: "Point"),
      feature(nil, "[[[0,0],[1,0],[1,1],[0,0]]]"),
    ]
    try set.text(
      "slide_1.geojson", #"{"type": "FeatureCollection", "features": [\#(features.joined(separator: ","))]}"#)
    // QuPath 0.6 writes derived classes as several names; single features stand in a bare list.
    let derived = feature("Tumor", "[[[1.5,1.5],[9,1.5],[9,7],[1.5,7],[1.5,1.5]]]")
      .replacing(#""name": "Tumor""#, with: #""names": ["Tumor", "Positive"]"#)
    try set.text("slide_2.geojson", "[\(derived)]")
    try set.text("slide_3.geojson", "[]")
  }

  @Test func masksWithHoles() throws {
    let set = try ForeignSet()
    try write(set)
    let made = try set.imported("auto")
    #expect(made.result.format == "qupath")
    #expect(made.data.description.classes == ["background", "Stroma", "Tumor", "Tumor: Positive"])
    let mask = try made.mask("slide_1")
    #expect(
      mask[3][3] == 2 && mask[5][5] == 0 && mask[9][11] == 2 && mask[10][11] == 0 && mask[1][20] == 1
        && mask[2][26] == 1)
    #expect(mask.joined().count { $0 == 2 } == 10 * 8 - 4)
    #expect(
      made.omissions == [
        "Point annotations, which enclose nothing": 1, "annotations without a class": 1, "no image of this name": 1,
      ])
    try made.expectCleanCheck()
  }

  /// No mask of 400 million pixels is drawn: the outlines stay what they are, and patches draw their part.
  @Test func outlinesOfLargeSlidesAreNamed() throws {
    let set = try ForeignSet()
    try set.text("big.svs", "no slide that can be opened")
    try set.text("big.geojson", feature("Tumor", "[[[2,2],[12,2],[12,10],[2,10],[2,2]]]"))
    let made = try set.imported("qupath") { $0.size = PixelSize(height: 20_000, width: 20_000) }
    #expect(made.data.description.classes == ["background", "Tumor"] && made.data.description.patch != nil)
    let record = try #require(made.data.samples(.train).first)
    #expect(record.maskPath?.hasSuffix("/big.geojson") == true)
    #expect(try SlideAnnotations.read(record.maskPath ?? "", made.data.description).outlines.map(\.value) == [1])
  }

  @Test func boxes() throws {
    let set = try ForeignSet()
    try write(set)
    let made = try set.imported("qupath") { $0.kind = .boxes }
    guard case .boxes(let boxes) = try made.annotation("slide_1") else { throw TestProblem("no boxes") }
    #expect(boxes.map(\.label) == [1, 0] && boxes[1].x0 == 20 && boxes[1].x1 == 27 && boxes[1].y1 == 3)
    try made.expectCleanCheck()
  }

  @Test func regionsAreCutOut() throws {
    let set = try ForeignSet()
    try write(set)
    let made = try set.imported("qupath") { request in
      request.kind = .regions
      request.renamed = ["Tumor: Positive": "Tumor"]
    }
    #expect(made.data.description.classes == ["Stroma", "Tumor"])
    #expect(made.ids(.train) == ["slide_1 1", "slide_1 2", "slide_2 1"])
    let record = try #require(made.data.samples(.train).first { $0.id == "slide_2 1" })
    #expect(record.region == PixelRegion(x: 1, y: 1, width: 8, height: 6) && record.group == "slide_2")
    let whole = try ImageReader.read(record.imagePaths[0]).raster
    let part = try RecordDecoder(description: made.data.description).decode(record)
    #expect((part.image.height, part.image.width, part.sourceHeight) == (6, 8, 6))
    #expect(part.image.pixel(row: 0, column: 0) == whole.pixel(row: 1, column: 1))
    try made.expectCleanCheck()
  }

  @Test(arguments: [
    ("[[[1,2],[3]]]", "point 2 of ring 1 is not two numbers"),
    ("[[1,2],[3]]", "point 1 of ring 1 is not two numbers"),
    (#"[[[0,0],[9,0],[9,9],[0,0]],[[1,1],[2,"x"],[2,2]]]"#, "point 2 of ring 2 is not two numbers"),
    ("[[[1,2],[3,4],[1,2]]]", "ring 1 has fewer than three points"),
    ("null", "its coordinates are no list of rings"),
  ]) func malformedOutlinesAreErrors(rings: String, problem: String) throws {
    let set = try ForeignSet()
    try set.picture("a.png", height: 20, width: 30)
    let good = feature("Tumor", "[[[2,2],[12,2],[12,10],[2,2]]]")
    try set.text("a.geojson", "[\(good), \(feature("Tumor", rings))]")
    let found = message { _ = try set.imported("qupath") }
    #expect(found.contains("a.geojson: feature 2: \(problem); allowed: Polygon or MultiPolygon"), "\(found)")
  }

  @Test func everyMalformedFileIsNamed() throws {
    let set = try ForeignSet()
    for name in ["a", "b"] { try set.picture("\(name).png", height: 20, width: 30) }
    let line = feature("Tumor", "[[[1,2],[3,4]]]")
    try set.text("a.geojson", "[\(line), \(line)]")
    try set.text("b.geojson", feature("Tumor", "[]", type: "GeometryCollection"))
    let found = message { _ = try set.imported("qupath") }
    #expect(found.contains("a.geojson: feature 1: ring 1 has fewer than three points (1 more features"), "\(found)")
    #expect(found.contains("b.geojson: feature 1: its geometry is of the type \"GeometryCollection\""), "\(found)")
  }

  @Test func checkNamesTheMalformedFeature() throws {
    let folder = try TemporaryFolder()
    try DiscSlides.write(to: folder)
    try folder.write("o.geojson", feature("tumour", "[[[1,2],[3]]]"))
    try folder.write("o.csv", "image,mask\na.tif,o.geojson\n")
    let data = try DiscSlides.task(folder, "o", "segmentation", "table: o.csv")
    let errors = try TaskCheck(cache: nil).run(data.description).findings.filter { $0.severity == .error }
    #expect(errors.count == 1 && errors[0].place.hasSuffix("o.geojson"))
    #expect(errors.allSatisfy { $0.found.hasPrefix("feature 1: point 2 of ring 1 is not two numbers") }, "\(errors)")
  }

  @Test func imagesWithoutAnOutlineAreTold() throws {
    let set = try ForeignSet()
    for name in ["a", "b", "c"] { try set.picture("\(name).png", height: 20, width: 30) }
    try set.text("a.geojson", feature("Tumor", "[[[2,2],[12,2],[12,10],[2,2]]]"))
    try set.text("b.geojson", #"{"type": "FeatureCollection", "features": []}"#)
    try set.text("c.geojson", feature("Tumor", "[[[40,40],[50,40],[50,50]]]"))
    for kind in [ImportRequest.Kind.masks, .boxes] {
      let made = try set.imported("qupath") { ($0.kind, $0.overwrites) = (kind, true) }
      #expect(made.result.report.notes.contains("1 images have no outline: they stay, as empty ones (\"b\")"))
      #expect(made.ids(.train) == ["a", "b"])
      #expect(
        made.omissions == [
          "outlines wholly outside of their image": 1,
          "images all of whose labels were left out: they would count as empty": 1,
        ])
    }
  }

  @Test func regionsBeyondTheImageAreRefused() throws {
    let folder = try TemporaryFolder()
    try folder.png("a.png", GeneratedImages.noise(height: 10, width: 10, seed: 1))
    let table = try folder.write("t.csv", "image,label,region\na.png,x,5 5 6 4\na.png,y,5 5 oo 4\n")
    let task = makeDescription(.classification, source: .table(table), classes: ["x", "y"], root: folder.path)
    #expect(message { _ = try Dataset.open(task) }.contains("t.csv:3: the region \"5 5 oo 4\" is none"))
    try folder.write("t.csv", "id,image,label,region\n1,a.png,x,5 5 6 4\n2,a.png,y,5 5 5 5\n")
    let records = try Dataset.open(task).samples(.train)
    #expect(
      message { _ = try RecordDecoder(description: task).decode(records[0]) }.contains(
        "reaches over its image (10 x 10)"))
    #expect(try RecordDecoder(description: task).decode(records[1]).image.width == 5)
  }

  @Test func conicArrays() throws {
    let set = try ForeignSet()
    let pixels = (0..<2 * 4 * 5 * 3).map { UInt8($0) }
    try set.bytes("images.npy", TinyFiles.numpy(pixels, type: "|u1", shape: [2, 4, 5, 3]))
    var labels = [UInt16](repeating: 0, count: 2 * 4 * 5 * 2)
    for (place, number, kind) in [(0, 1, 6), (1, 1, 6), (6, 1, 6), (9, 2, 1), (20 + 19, 300, 3)] {
      (labels[2 * place], labels[2 * place + 1]) = (UInt16(number), UInt16(kind))
    }
    labels[2 * 15] = 7
    let bytes = labels.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    try set.bytes("labels.npy", TinyFiles.numpy(bytes, type: "<u2", shape: [2, 4, 5, 2]))
    try set.text("patch_info.csv", "patch_info\nconsep_1-0000\nglas_2-0001\n")
    let made = try set.imported("auto")
    #expect(made.result.format == "conic")
    #expect(made.ids(.train) == ["consep_1-0000", "glas_2-0001"] && made.group("glas_2-0001") == "glas_2")
    guard case .boxes(let boxes) = try made.annotation("consep_1-0000") else { throw TestProblem("no boxes") }
    #expect(
      boxes.map(\.label) == [5, 0] && boxes[0].x1 == 2 && boxes[0].y1 == 2 && boxes[1].x0 == 4 && boxes[1].y1 == 2)
    #expect(made.omissions == ["nuclei without a class": 1])
    let raster = try ImageReader.read(made.data.samples(.train)[1].imagePaths[0]).raster
    #expect(raster.bytes == Array(pixels[60...]))
    try made.expectCleanCheck()
  }

  /// Any number may stand for a class.
  @Test func conicClassesOutOfRangeAreLeftOut() throws {
    let set = try ForeignSet()
    try set.bytes("images.npy", TinyFiles.numpy([UInt8](repeating: 9, count: 12), type: "|u1", shape: [1, 2, 2, 3]))
    let labels: [Int64] = [1, .min, 0, 0, 2, 1, 3, .max]
    let bytes = labels.flatMap { value in withUnsafeBytes(of: value.littleEndian) { Array($0) } }
    try set.bytes("labels.npy", TinyFiles.numpy(bytes, type: "<i8", shape: [1, 2, 2, 2]))
    let made = try set.imported("conic")
    guard case .boxes(let boxes) = try made.annotation(made.ids(.train)[0]) else { throw TestProblem("no boxes") }
    #expect(boxes.map(\.label) == [0] && made.omissions == ["nuclei without a class": 2])
  }

  @Test func brokenArraysAreRefused() throws {
    let folder = try TemporaryFolder()
    func problem(_ bytes: [UInt8]) throws -> String {
      let path = try folder.write("a.npy", bytes)
      return message { _ = try NumpyFile(path) }
    }
    let good = TinyFiles.numpy([1, 2, 3, 4], type: "|u1", shape: [2, 2])
    #expect(try problem(good).isEmpty)
    #expect(try problem(Array(good.dropLast())).contains("has 131 bytes of 132"))
    #expect(try problem([1, 2, 3]).contains("no .npy file"))
    #expect(try problem(Array(good.prefix(30))).contains("cut off"))
    #expect(try problem(TinyFiles.numpy([0, 0, 0, 0], type: "<f4", shape: [1])).contains("the array's type is <f4"))
    #expect(try problem(TinyFiles.numpy([], type: "|u1", shape: [999_999_999, 999_999_999, 99])).contains("shape is"))
  }

  /// Two patches of 2 x 2 pixels without a nucleus.
  private func writePatches(_ set: ForeignSet, names: [String]) throws {
    let (pixels, labels) = ([UInt8](repeating: 0, count: 24), [UInt8](repeating: 0, count: 16))
    try set.bytes("images.npy", TinyFiles.numpy(pixels, type: "|u1", shape: [2, 2, 2, 3]))
    try set.bytes("labels.npy", TinyFiles.numpy(labels, type: "|u1", shape: [2, 2, 2, 2]))
    try set.text("patch_info.csv", "patch_info\n" + names.joined(separator: "\n") + "\n")
  }

  /// Else the second patch would replace the first.
  @Test func conicNamesOfOneFileAreRefused() throws {
    let set = try ForeignSet()
    try writePatches(set, names: ["a b-0", "a_b-0"])
    let found = message { _ = try set.imported("conic") }
    #expect(found.contains("several patches would be one file: \"a_b-0\", \"a_b-0\""), "\(found)")
  }

  /// They would be in the way of the next try.
  @Test func patchesOfAFailedImportAreRemoved() throws {
    let set = try ForeignSet()
    try writePatches(set, names: ["a-0", "b-0"])
    try set.folder.makeFolder("task/images/b-0.png")
    let found = message { _ = try set.imported("conic") { $0.overwrites = true } }
    #expect(!found.isEmpty)
    #expect(!ImageFolder.exists(set.out + "/images/a-0.png"))
  }
}
