import GoldenArrays
import Testing

@testable import Datasets

/// COCO as Roboflow, CVAT, Label Studio and the challenges pack it: several annotation files below one folder.
@Suite struct CocoLayoutsTests {
  /// Every image has one box of the last category.
  private func list(
    _ set: ForeignSet, _ path: String, _ names: [String], _ categories: [String] = ["cell", "debris"]
  ) throws {
    let images = names.enumerated().map {
      #"{"id": \#($0), "file_name": "\#($1.replacing("\\", with: "\\\\"))", "width": 16, "height": 12}"#
    }
    let boxes = names.indices.map {
      #"{"id": \#($0), "image_id": \#($0), "category_id": \#(categories.count), "bbox": [1, 1, 4, 4]}"#
    }
    let named = categories.enumerated().map { #"{"id": \#($0 + 1), "name": "\#($1)"}"# }
    let lists = [("images", images), ("annotations", boxes), ("categories", named)].map {
      "\"\($0)\": [\($1.joined(separator: ","))]"
    }
    try set.text(path, "{\(lists.joined(separator: ", "))}")
  }

  private func roboflow(_ set: ForeignSet, last: [String] = ["cell", "debris"]) throws {
    for split in ["train", "valid", "test"] {
      for name in ["0", "1"] { try set.picture("\(split)/\(split)\(name).png") }
      let categories = split == "test" ? last : ["cell", "debris"]
      try list(set, "\(split)/_annotations.coco.json", ["\(split)0.png", "\(split)1.png"], categories)
    }
  }

  @Test(arguments: ["auto", "coco"]) func aFileASplitIsOneTask(format: String) throws {
    let set = try ForeignSet()
    try roboflow(set)
    let made = try set.imported(format)
    #expect(made.result.format == "coco" && made.data.description.classes == ["cell", "debris"])
    #expect(made.ids(.train) == ["train0.png", "train1.png"] && made.ids(.validation) == ["valid0.png", "valid1.png"])
    #expect(made.ids(.test) == ["test0.png", "test1.png"])
    #expect(
      made.data.samples(.validation).map(\.imagePaths[0]) == [
        set.path("valid/valid0.png"), set.path("valid/valid1.png"),
      ])
    try made.expectCleanCheck()
  }

  @Test func filesOfOtherCategoriesAreRefused() throws {
    let set = try ForeignSet()
    try roboflow(set, last: ["gland", "duct"])
    let found = message { _ = try set.imported("auto") }
    #expect(found.contains("\(set.source) holds several COCO files (\"train/_annotations.coco.json\", "), "\(found)")
    let train = "train/_annotations.coco.json has \"cell\", \"debris\", "
    #expect(found.contains(train) && found.contains("test/_annotations.coco.json \"gland\", \"duct\"; "), "\(found)")
    let command = "umedpt import coco \(set.path("valid/_annotations.coco.json")) --out \(set.out)-3 --modality natural"
    #expect(found.contains("\n  \(command)\n"), "\(found)")
  }

  /// A tool may write only what occurs in a split.
  @Test func filesWithPartOfTheCategoriesAreOneTask() throws {
    let set = try ForeignSet()
    try roboflow(set, last: ["cell"])
    let made = try set.imported("auto")
    #expect(made.data.description.classes == ["cell", "debris"] && made.ids(.test).count == 2)
    guard case .boxes(let boxes) = try made.annotation("test0.png") else { throw TestProblem("no boxes") }
    #expect(boxes.map(\.label) == [0])
    let note = "\(set.path("test/_annotations.coco.json")) does not list the categories \"debris\""
    #expect(made.result.report.notes.contains(note), "\(made.result.report.notes)")
  }

  /// They may be an annex, as they were before lists below the top were looked for.
  @Test(arguments: [
    (["images/1", "masks/1"], "annotations/instances", "mask-folders"),
    (["cat/1", "dog/2"], "extras/old/list", "class-folders"),
  ]) func filesBelowOtherDataAreAskedFor(pictures: [String], path: String, other: String) throws {
    let set = try ForeignSet()
    for name in pictures { try set.picture("\(name).png") }
    try list(set, "\(path).json", ["1.png"])
    let found = message { _ = try set.imported("auto") }
    #expect(found.contains(": it holds \"\(path).json\", and it has "), "\(found)")
    let end = "\(set.source) --out \(set.out) --modality natural"
    let commands = "COCO:\n  umedpt import coco \(end)\nor \(other):\n  umedpt import \(other) \(end)"
    #expect(found.hasSuffix(commands), "\(found)")
  }

  /// Files for each image hide none of the lists.
  @Test func listsAmongManyFilesAreFound() throws {
    let set = try ForeignSet()
    for name in ["0", "1"] { try set.picture("\(name).png") }
    for number in 100..<350 { try set.text("img_\(number).json", "{}") }
    try list(set, "a_train.json", ["0.png"])
    try list(set, "z_val.json", ["1.png"])
    let made = try set.imported("auto")
    #expect(made.result.format == "coco" && made.ids(.train) == ["0.png"] && made.ids(.validation) == ["1.png"])
    // A name that says nothing is found where the format is said.
    let other = try ForeignSet()
    try other.picture("0.png")
    for number in 100..<350 { try other.text("img_\(number).json", "{}") }
    try list(other, "result.json", ["0.png"])
    #expect(try other.imported("coco").ids(.train) == ["0.png"])
  }

  @Test func aFewCommandsAreEnough() throws {
    let set = try ForeignSet()
    for name in ["a", "b", "c", "d", "e", "f"] { try list(set, "\(name).json", ["0.png"]) }
    let found = message { _ = try set.imported("coco") }
    #expect(found.split(separator: "umedpt import coco").count == 5 && found.contains("\n  and 2 more\n"), "\(found)")
  }

  /// Two data sets beside each other, or two lists of one: only a person knows.
  @Test(arguments: [["A/annotations/instances", "B/annotations/instances"], ["annotations/all", "annotations/train"]])
  func filesWithoutASplitEachAreRefused(paths: [String]) throws {
    let set = try ForeignSet()
    for path in paths { try list(set, "\(path).json", ["0.png"]) }
    let found = message { _ = try set.imported("auto") }
    #expect(
      found.contains("and their names do not tell a split for each; import each as a task of its own:"), "\(found)")
    for path in paths { #expect(found.contains("\n  umedpt import coco \(set.path(path)).json --out "), "\(found)") }
    #expect(found.contains("that of train with --validation FILE and --test FILE"))
  }

  /// CVAT: the folders of the images lie two levels beside the lists, and names repeat in the splits.
  @Test func imagesOfASplitInTheFolderBeside() throws {
    let set = try ForeignSet()
    for split in ["Train", "Validation"] {
      try set.picture("images/\(split)/f.png")
      try list(set, "annotations/instances_\(split).json", ["f.png"])
    }
    let made = try set.imported("auto")
    #expect(made.data.samples(.train).map(\.imagePaths[0]) == [set.path("images/Train/f.png")])
    #expect(made.data.samples(.validation).map(\.imagePaths[0]) == [set.path("images/Validation/f.png")])
  }

  /// Label Studio on Windows.
  @Test func slashesOfWindows() throws {
    let set = try ForeignSet()
    for name in ["a", "b"] { try set.picture("images/\(name).png") }
    try list(set, "result.json", [#"images\a.png"#, #"images\b.png"#])
    let made = try set.imported("auto")
    #expect(made.data.samples(.train).map(\.imagePaths[0]) == [set.path("images/a.png"), set.path("images/b.png")])
    try made.expectCleanCheck()
  }

  /// Roboflow lists the project besides the classes.
  @Test func categoriesWithoutAnAnnotation() throws {
    let set = try ForeignSet()
    try set.picture("a.png")
    try list(set, "a.json", ["a.png"], ["cells", "cell"])
    let made = try set.imported("coco", "a.json")
    #expect(
      made.result.report.notes.contains("no annotation is of \"cells\"; --classes A,B names the classes to keep"))
    try list(set, "b.json", ["a.png"], ["cell", "cell"])
    let same = try set.imported("coco", "b.json") { ($0.overwrites) = true }
    #expect(same.data.description.classes == ["cell"] && same.ids(.train) == ["a.png"])
  }

  @Test func furtherListsBesideAFolderOfThemAreRefused() throws {
    let set = try ForeignSet()
    try roboflow(set)
    let found = message { _ = try set.imported("coco") { $0.test = set.path("test/_annotations.coco.json") } }
    #expect(found.contains("--test: \(set.source) holds several COCO files"), "\(found)")
  }
}
