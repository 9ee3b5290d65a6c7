import Datasets
import GoldenArrays
import Imaging
import Testing

@Suite struct CocoReaderTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["a", "b"] { try folder.write("\(name).png") }
  }

  private func file(_ name: String, image: String = "a.png", annotations: String, further: String = "") throws -> String
  {
    try folder.write(
      name,
      """
      {"images": [{"id": 1, "file_name": "\(image)", "width": 100, "height": 50\(further)}],
       "annotations": [\(annotations)],
       "categories": [{"id": 5, "name": "cell"}, {"id": 9, "name": "platelet"}, {"id": 11, "name": "dust"}]}
      """)
  }

  private func open(_ source: TaskDescription.Source, columns: [String: String] = [:]) throws -> Dataset {
    try Dataset.open(
      makeDescription(
        .detection, source: source, classes: ["platelet", "cell"], root: folder.path, columns: columns))
  }

  @Test func boxesBecomeClassesByName() throws {
    let annotations = """
      {"id": 1, "image_id": 1, "category_id": 5, "bbox": [10, 20, 30, 10.5], "iscrowd": 0},
      {"id": 2, "image_id": 1, "category_id": 9, "bbox": [90, -0.5, 10, 20]},
      {"id": 3, "image_id": 1, "category_id": 5, "bbox": [0, 0, 50, 50], "iscrowd": 1},
      {"id": 4, "image_id": 1, "category_id": 5, "bbox": [5, 5, 0, 9]},
      {"id": 5, "image_id": 1, "category_id": 5, "bbox": [95, 5, 20, 9]},
      {"id": 6, "image_id": 1, "category_id": 5, "bbox": [200, 5, 20, 9]}
      """
    let train = try file("train.json", annotations: annotations)
    let test = try file("test.json", image: "b.png", annotations: "")
    let data = try open(.coco(files: [.train: train, .test: test]))
    let sample = try #require(data.samples(.train).first)
    #expect(
      sample.annotation
        == .boxes([
          LabelledBox(x0: 10, y0: 20, x1: 40, y1: 30.5, label: 1),
          LabelledBox(x0: 90, y0: 0, x1: 100, y1: 19.5, label: 0),
          LabelledBox(x0: 95, y0: 5, x1: 100, y1: 14, label: 1),
        ]))
    #expect(sample.crowdBoxes == [LabelledBox(x0: 0, y0: 0, x1: 50, y1: 50, label: 1)])
    #expect(sample.id == "a.png" && sample.imagePaths == [folder.path("a.png")])
    #expect(data.samples(.test).map(\.annotation) == [.boxes([])])
    let odd = data.findings.filter { $0.kind == .oddBox }.map(\.description)
    #expect(odd.count == 3)
    #expect(odd[0].contains("annotation 4") && odd[0].contains("no area"))
    #expect(odd[1].contains("annotation 5") && odd[1].contains("was cut"))
    #expect(odd[2].contains("annotation 6") && odd[2].contains("outside its image"))
    #expect(data.findings.contains { $0.kind == .unknownLabel && $0.severity == .note && $0.found.contains("dust") })
    let crowds = data.findings.filter { $0.found.hasPrefix("crowd areas (iscrowd: 1): 1; they are no boxes") }
    #expect(crowds.map(\.severity) == [.note] && crowds.map(\.place) == [train])
  }

  /// Shares of the edges, as YOLO writes them, are no pixels.
  @Test func normalisedBoxesAreAnError() throws {
    let boxes = ["[0.1, 0.25, 0.3125, 0.5]", "[0.5, 0, 0.5, 1]"].enumerated().map { index, box in
      #"{"id": \#(index), "image_id": 1, "category_id": 5, "bbox": \#(box)}"#
    }.joined(separator: ", ")
    let path = try file("t.json", annotations: boxes)
    let found = message { _ = try open(.cocoWithoutSplit(path)) }
    #expect(found.hasPrefix("\(path): no number of its 2 boxes is above 1, so the boxes look normalised; allowed: "))
    #expect(found.contains("multiply x and width by the image's width, y and height by its height"))
  }

  @Test(arguments: [
    ("[0, 0, 1, 1]", 100), ("[0.5, 0.5, 0.5, 0.25]", 6), ("[0.5, 0.5, 1.5, 0.5]", 100),
  ])
  func smallBoxesAreNoShares(box: String, edge: Int) throws {
    let path = try folder.write(
      "small.json",
      """
      {"images": [{"id": 1, "file_name": "a.png", "width": \(edge), "height": \(edge)}],
       "annotations": [{"id": 1, "image_id": 1, "category_id": 5, "bbox": \(box)}],
       "categories": [{"id": 5, "name": "cell"}]}
      """)
    #expect(try open(.cocoWithoutSplit(path)).samples(.train).count == 1)
  }

  @Test func groupsAndSplitsFromImageEntries() throws {
    let further = ", \"patient\": 12, \"split\": \"test\""
    let path = try file("all.json", annotations: "", further: further)
    let data = try open(.cocoWithoutSplit(path), columns: ["group": "patient"])
    #expect(data.samples(.test).map(\.group) == ["12"])
  }

  /// Without its group a patient could be in two splits, and nobody would know.
  @Test func keysThatNoImageHasAreAnError() throws {
    let path = try file("all.json", annotations: "", further: #", "patient": 12, "odd": {"a": 1}, "none": null"#)
    for key in ["patiend", "odd"] {
      let found = message { _ = try open(.cocoWithoutSplit(path), columns: ["group": key]) }
      #expect(found.hasPrefix("\(path): no image entry has a text or number \"\(key)\"; allowed: "), "\(found)")
      #expect(found.contains("\"patient\"") && found.hasSuffix("columns: {group: ...}"), "\(found)")
    }
    #expect(try open(.cocoWithoutSplit(path), columns: ["group": "none"]).samples(.train).map(\.group) == [nil])
    // One of several files may have it alone.
    let bare = try file("bare.json", image: "b.png", annotations: "")
    let data = try open(.coco(files: [.train: path, .test: bare]), columns: ["group": "patient"])
    #expect(data.allSamples.map(\.group) == ["12", nil])
  }

  @Test func brokenFilesAreNamed() throws {
    let annotations = """
      {"id": 1, "image_id": 1, "category_id": 11, "bbox": [1, 1, 2, 2]},
      {"id": 2, "image_id": 77, "category_id": 5, "bbox": [1, 1, 2, 2]},
      {"id": 3, "image_id": 1, "category_id": 5, "bbox": [1, 1, 2]},
      {"id": 4, "image_id": 1, "category_id": 1234, "bbox": [1, 1, 2, 2]}
      """
    let path = try file("t.json", annotations: annotations)
    let found = message { _ = try open(.cocoWithoutSplit(path)) }
    #expect(found.contains("the category \"dust\" is none of the classes"))
    #expect(found.contains("annotation 2: it belongs to image 77"))
    #expect(found.contains("annotation 3: bbox is [1.0, 1.0, 2.0]"))
    #expect(found.contains("the category ids \"1234\""))
    let truncated = try folder.write("u.json", "{\"images\": [")
    #expect(message { _ = try open(.cocoWithoutSplit(truncated)) }.contains("not a COCO annotation file"))
    let list = try folder.write("v.json", "{\"images\": [{\"id\": 1}], \"annotations\": [], \"categories\": []}")
    #expect(message { _ = try open(.cocoWithoutSplit(list)) }.contains("images[0] has no \"file_name\""))
    #expect(message { _ = try open(.cocoWithoutSplit(folder.path("w.json"))) }.contains("the file does not exist"))
  }

  /// Else both pictures would get the boxes of both.
  @Test func oneIdForTwoIsAnError() throws {
    let path = try folder.write(
      "ids.json",
      """
      {"images": [{"id": 1, "file_name": "a.png"}, {"id": 1, "file_name": "b.png"}],
       "annotations": [{"id": 1, "image_id": 1, "category_id": 5, "bbox": [1, 1, 2, 2]}],
       "categories": [{"id": 5, "name": "cell"}, {"id": 5, "name": "platelet"}]}
      """)
    let found = message { _ = try open(.cocoWithoutSplit(path)) }
    #expect(found.contains("ids.json: image 1: the id stands for \"a.png\", \"b.png\"; allowed: one image an id"))
    #expect(found.contains("ids.json: category 5: the id stands for \"cell\", \"platelet\""))
  }

  @Test func repeatedAnnotationIdsAreNoted() throws {
    let box = #"{"id": 7, "image_id": 1, "category_id": 5, "bbox": [1, 1, 2, 2]}"#
    let data = try open(.cocoWithoutSplit(file("t.json", annotations: "\(box), \(box)")))
    let notes = data.findings.filter { $0.kind == .annotation && $0.severity == .note }.map(\.description)
    #expect(notes.count == 1 && notes[0].contains("ids of several annotations each: \"7\""))
    #expect(notes.allSatisfy { $0.hasSuffix("see that no box is listed twice") })
  }

  @Test(arguments: [
    ("[]", "the file is not an object"),
    (#"{"images": 3, "annotations": [], "categories": []}"#, "images is not a list"),
    (#"{"images": [{"id": [1], "file_name": "a"}]}"#, "images[0].id is not a whole number or a text"),
    (#"{"images": [{"id": 1, "file_name": "a", "width": "x"}]}"#, "images[0].width is not a whole number"),
    (
      #"{"images": [], "annotations": [{"image_id": 1, "category_id": 5, "bbox": ["x"]}]}"#,
      "annotations[0].bbox[0] is not a number"
    ),
    ("{\n\"images\": [,]}", "it is not JSON from line 2, column 12 on"),
  ]) func wrongKindsAreNamedInWords(text: String, expected: String) throws {
    let path = try folder.write("kinds.json", text)
    let found = message { _ = try open(.cocoWithoutSplit(path)) }
    #expect(found.contains("not a COCO annotation file: \(expected)"), "\(found)")
  }

  /// A decoder would take one of the lists and lose the other.
  @Test func aListThatIsThereTwiceIsRefused() throws {
    let path = try folder.write(
      "twice.json", #"{"images": [], "annotations": [], "categories": [], "annotations": []}"#)
    let found = message { _ = try open(.cocoWithoutSplit(path)) }
    #expect(found.hasPrefix("\(path): it has \"annotations\" twice, of which one would be lost; "))
  }

  @Test func oneImageInTwoSplitsIsAnError() throws {
    let train = try file("train.json", annotations: "")
    let test = try file("test.json", annotations: "")
    let found = message { _ = try open(.coco(files: [.train: train, .test: test])) }
    #expect(found.contains("the id \"a.png\" is used 2 times"))
  }

  /// Tables of boxes often say nothing of sizes; edges on the far side are then not checked.
  @Test func imagesWithoutASize() throws {
    let path = try folder.write(
      "sizeless.json",
      """
      {"images": [{"id": 1, "file_name": "a.png"}], "categories": [{"id": 1, "name": "cell"}],
       "annotations": [{"image_id": 1, "category_id": 1, "bbox": [-2, 5, 4000, 7]}]}
      """)
    let data = try Dataset.open(
      makeDescription(.detection, source: .cocoWithoutSplit(path), classes: ["cell"], root: folder.path))
    let record = try #require(data.samples(.train).first)
    #expect(record.listedSize == nil)
    #expect(record.annotation == .boxes([LabelledBox(x0: 0, y0: 5, x1: 3998, y1: 12, label: 0)]))
    #expect(data.findings.contains { $0.kind == .oddBox })
  }
}
