import GoldenArrays
import Testing

@testable import Datasets

@Suite struct CocoImportTests {
  private func file(_ names: [String], firstId: Int = 0, more: String = "") -> String {
    let images = names.enumerated().map { index, name in
      #"{"id": \#(firstId + index), "file_name": "\#(name)", "width": 16, "height": 12}"#
    }
    return """
      {"info": {}, "images": [\(images.joined(separator: ","))], "annotations": [\(more)],
       "categories": [{"id": 3, "name": "cell"}, {"id": 7, "name": "debris"}]}
      """
  }

  private func annotation(_ image: Int, _ category: Int, _ box: String, _ further: String = "") -> String {
    #"{"id": 1, "image_id": \#(image), "category_id": \#(category), "bbox": \#(box)\#(further)}"#
  }

  private func write(_ set: ForeignSet) throws {
    for name in ["0007", "0008", "empty"] { try set.picture("train2017/\(name).png") }
    try set.picture("val2017/0009.png")
    let square = #", "segmentation": [[2, 2, 6, 2, 6, 5, 2, 5]], "iscrowd": 0"#
    let whole = #", "segmentation": [[0, 0, 16, 0, 16, 12, 0, 12]], "iscrowd": 0"#
    let crowd = #", "segmentation": {"counts": [120, 24, 48], "size": [12, 16]}, "iscrowd": 1"#
    let annotations = [
      annotation(0, 3, "[2, 2, 4, 3]", square), annotation(0, 7, "[0, 0, 16, 12]", whole),
      annotation(1, 7, "[10, 0, 2, 12]", crowd), annotation(1, 3, "[1, 1, 0, 4]"), annotation(9, 3, "[1, 1, 2, 2]"),
      annotation(1, 5, "[1, 1, 2, 2]"),
    ]
    try set.text(
      "annotations/instances_train2017.json",
      file(["0007.png", "0008.png", "empty.png", "gone.png"], more: annotations.joined(separator: ",")))
    try set.text(
      "annotations/instances_val2017.json",
      file(["0009.png"], more: annotation(0, 3, "[2, 2, 4, 3]", square)))
  }

  @Test func boxesOfBothSplits() throws {
    let set = try ForeignSet()
    try write(set)
    let made = try set.imported("coco", "annotations")
    #expect(made.ids(.train) == ["0007.png", "0008.png", "empty.png"] && made.ids(.validation) == ["0009.png"])
    #expect(made.data.description.classes == ["cell", "debris"])
    guard case .boxes(let boxes) = try made.annotation("0007.png") else { throw TestProblem("no boxes") }
    #expect(boxes.map(\.label) == [0, 1] && boxes[0].x1 == 6 && boxes[0].y1 == 5)
    #expect(try made.annotation("empty.png") == .boxes([]))
    let crowd = made.data.allSamples.first { $0.id == "0008.png" }?.crowdBoxes
    #expect(crowd?.count == 1)
    #expect(
      made.omissions == [
        "boxes without an area": 1, "annotations of an image that images does not list": 1,
        "annotations of a category that categories does not list": 1, "the image file does not exist": 1,
      ])
    try made.expectCleanCheck()
  }

  @Test func masksAreDrawn() throws {
    let set = try ForeignSet()
    try write(set)
    let made = try set.imported("auto", "annotations/instances_train2017.json") { $0.kind = .masks }
    #expect(made.result.format == "coco")
    #expect(made.data.description.classes == ["background", "cell", "debris"])
    let first = try made.mask("0007.png")
    #expect(first[0].allSatisfy { $0 == 2 } && first[2] == [2, 2, 1, 1, 1, 1] + Array(repeating: 2, count: 10))
    // The crowd's columns 10 and 11 are ignored, what no object covers is background.
    #expect(try made.mask("0008.png")[5] == Array(repeating: 0, count: 10) + [65_535, 65_535, 0, 0, 0, 0])
    #expect(made.data.allSamples.first { $0.id == "empty.png" }?.maskPath?.hasSuffix("masks/empty-16x12.png") == true)
    #expect(made.omissions["annotations without an outline"] == 1)
    try made.expectCleanCheck()
  }

  @Test func classesAreChosenByName() throws {
    let set = try ForeignSet()
    try write(set)
    let made = try set.imported("coco", "annotations/instances_train2017.json") { $0.classes = ["debris"] }
    guard case .boxes(let boxes) = try made.annotation("0007.png") else { throw TestProblem("no boxes") }
    #expect(boxes.map(\.label) == [0])
    #expect(made.omissions["boxes of \"cell\", which is not among the classes"] == 1)
    let masks = try set.imported("coco", "annotations/instances_train2017.json") { request in
      request.kind = .masks
      request.classes = ["background", "cell"]
      request.overwrites = true
    }
    #expect(try masks.mask("0007.png")[2].prefix(3) == [65_535, 65_535, 1])
    let refused = message {
      _ = try set.imported("coco", "annotations") { request in
        request.kind = .regions
        request.overwrites = true
      }
    }
    #expect(refused.contains("--as: coco cannot be read as regions; one of boxes, masks is expected"))
  }

  @Test func oneIdForTwoIsAnError() throws {
    let set = try ForeignSet()
    for name in ["a", "b"] { try set.picture("\(name).png") }
    let text = file(["a.png", "b.png"], more: annotation(0, 3, "[1, 1, 2, 2]"))
    try set.text("a.json", text.replacing(#""id": 1, "file_name""#, with: #""id": 0, "file_name""#))
    let image = message { _ = try set.imported("coco", "a.json") }
    #expect(image.contains("a.json: image 0: the id stands for \"a.png\", \"b.png\""), "\(image)")
    try set.text("b.json", text.replacing(#""id": 7, "name""#, with: #""id": 3, "name""#))
    let category = message { _ = try set.imported("coco", "b.json") }
    #expect(category.contains("b.json: category 3: the id stands for \"cell\", \"debris\""), "\(category)")
  }

  /// An image without its only box would teach that nothing is there.
  @Test func imagesWithoutAnyOfTheirBoxesAreLeftOut() throws {
    let set = try ForeignSet()
    for name in ["a", "b", "c"] { try set.picture("\(name).png") }
    let annotations = [annotation(0, 3, "[1, 1, 0, 4]"), annotation(2, 99, "[1, 1, 4, 4]")]
    try set.text("a.json", file(["a.png", "b.png", "c.png"], more: annotations.joined(separator: ",")))
    let made = try set.imported("coco", "a.json")
    #expect(made.ids(.train) == ["b.png"])
    #expect(
      made.omissions == [
        "boxes without an area": 1, "annotations of a category that categories does not list": 1,
        "images all of whose labels were left out: they would count as empty": 2,
      ])
  }

  /// Their area is no number that JSON can hold.
  @Test func farBoxesAreLeftOut() throws {
    let set = try ForeignSet()
    for name in ["a", "b"] { try set.picture("\(name).png") }
    let far = "[0, 0, 1e200, 1e200]"
    let annotations = [annotation(0, 3, "[1, 1, 4, 4]"), annotation(0, 3, far), annotation(1, 3, far)]
    try set.text("a.json", file(["a.png", "b.png"], more: annotations.joined(separator: ",")))
    let made = try set.imported("coco", "a.json")
    #expect(made.ids(.train) == ["a.png"])
    #expect(
      made.omissions == [
        "boxes above the limits of coordinates": 2,
        "images all of whose labels were left out: they would count as empty": 1,
      ])
  }

  @Test func outlinesThatDrawNothingAreReported() throws {
    let set = try ForeignSet()
    for name in ["a", "b"] { try set.picture("\(name).png") }
    let several = #", "segmentation": [[20, 20, 24, 20, 24, 24], [1, 1, 2, 2], [0, 0, 16, 0, 16, 12, 0, 12]]"#
    let odd = #", "segmentation": [[1, 1, 5, 1, 5]]"#
    let annotations = [annotation(0, 3, "[1, 1, 4, 4]", several), annotation(1, 3, "[1, 1, 4, 4]", odd)]
    try set.text("a.json", file(["a.png", "b.png"], more: annotations.joined(separator: ",")))
    let made = try set.imported("coco", "a.json") { $0.kind = .masks }
    #expect(try made.mask("a.png").joined().allSatisfy { $0 == 1 } && made.ids(.train) == ["a.png"])
    #expect(
      made.omissions == [
        "outlines wholly outside of their image": 1, "outlines of fewer than three points": 1,
        "images with an outline of an odd number of coordinates": 1,
      ])
  }

  /// A line and an object without a pixel are no objects in a mask.
  @Test func outlinesThatDrawNoPixelAreLeftOut() throws {
    let set = try ForeignSet()
    for name in ["a", "b", "c"] { try set.picture("\(name).png") }
    let line = #", "segmentation": [[5, 2, 5, 2, 5, 10]]"#
    let none = #", "segmentation": {"counts": [192], "size": [12, 16]}"#
    let square = #", "segmentation": [[2, 2, 6, 2, 6, 5, 2, 5]]"#
    let annotations = [
      annotation(0, 3, "[5, 2, 1, 8]", line), annotation(1, 3, "[5, 2, 1, 8]", line),
      annotation(1, 3, "[2, 2, 4, 3]", square), annotation(2, 7, "[1, 1, 2, 2]", none),
    ]
    try set.text("a.json", file(["a.png", "b.png", "c.png"], more: annotations.joined(separator: ",")))
    let made = try set.imported("coco", "a.json") { $0.kind = .masks }
    #expect(made.ids(.train) == ["b.png"])
    #expect(
      made.omissions == [
        "outlines that cover the centre of no pixel": 3,
        "images all of whose labels were left out: they would count as empty": 2,
      ])
  }

  @Test func brokenFilesNameTheirPlace() throws {
    let set = try ForeignSet()
    try set.text("a.json", #"{"images": [{"id": 1}], "annotations": [], "categories": []}"#)
    #expect(message { _ = try set.imported("coco", "a.json") }.contains("images[0] has no \"file_name\""))
    try set.text("b.json", file(["nowhere.png"]))
    #expect(message { _ = try set.imported("coco", "b.json") }.contains("none of the listed images exists"))
    try set.text("c.json", file([]))
    #expect(message { _ = try set.imported("coco", "c.json") }.contains("c.json: it lists no image"))
  }
}
