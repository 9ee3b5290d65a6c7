import GoldenArrays
import Imaging
import Testing

@testable import Datasets

@Suite struct FolderImportTests {
  @Test func classFoldersWithSplitsGroupsAndJunk() throws {
    let set = try ForeignSet()
    for (split, count) in [("train", 3), ("val", 2), ("test", 2)] {
      for name in ["NORMAL", "PNEUMONIA"] {
        for number in 0..<count { try set.picture("\(split)/\(name)/person\(number)_00\(number).png") }
      }
    }
    try set.text("train/NORMAL/notes.txt", "x")
    try set.text("train/NORMAL/empty.png", "")
    try set.text("train/NORMAL/._a.png", "x")
    try set.picture("extra/NORMAL/a.png")
    let made = try set.imported("class-folders") { request in
      request.splits = ["val": .train]
      request.group = try NamePattern("(train|val|test)/.*/(person[0-9]+)", flag: "--group-pattern")
      request.renamed = ["NORMAL": "normal"]
      request.classes = ["normal", "PNEUMONIA"]
      request.command = "umedpt import class-folders"
    }
    #expect(made.ids(.train).count == 10 && made.ids(.test).count == 4 && made.ids(.validation).isEmpty)
    #expect(made.data.description.classes == ["normal", "PNEUMONIA"])
    #expect(try made.annotation("test/PNEUMONIA/person1_001.png") == .classIndex(1))
    #expect(
      made.omissions == [
        "no image": 1, "the image file is empty": 1, "beside the folders of the splits": 1,
      ])
    #expect(made.group("train/NORMAL/person2_002.png") == "train")
    let text = try String(contentsOfFile: made.result.path, encoding: .utf8)
    #expect(text.hasPrefix("# umedpt import class-folders\nschema_version: 1\n"))
  }

  @Test func everyClassKeepsItsFolderAndIdsStayText() throws {
    let set = try ForeignSet()
    for name in ["007", "08"] { try set.picture("\(name)/001.png") }
    try set.folder.makeFolder("source/9")
    let made = try set.imported("auto")
    #expect(made.result.format == "class-folders")
    #expect(try #require(made.result.reason).contains("folders of images"))
    #expect(made.data.description.classes == ["007", "08", "9"])
    #expect(made.ids(.train) == ["007/001.png", "08/001.png"])
    try made.expectCleanCheck()
  }

  @Test func classesInFileNames() throws {
    let set = try ForeignSet()
    for name in ["CHNCXR_0001_0", "CHNCXR_0002_0", "CHNCXR_0327_1"] { try set.picture("CXR_png/\(name).png") }
    try set.picture("CXR_png/other.png")
    let made = try set.imported("class-folders") { request in
      request.label = try NamePattern("_([01])\\.png$", flag: "--label-pattern")
      request.renamed = ["0": "normal", "1": "tuberculosis"]
      request.only = try NamePattern("0001|0327", flag: "--only")
    }
    #expect(made.data.description.classes == ["normal", "tuberculosis"])
    #expect(made.ids(.train) == ["CXR_png/CHNCXR_0001_0.png", "CXR_png/CHNCXR_0327_1.png"])
    #expect(made.omissions["not matched by --only 0001|0327"] == 1)
    try made.expectCleanCheck()
  }

  @Test func aTaskIsNotOverwrittenWithoutForce() throws {
    let set = try ForeignSet()
    for name in ["a", "b"] { try set.picture("\(name)/1.png") }
    _ = try set.imported("class-folders")
    #expect(message { _ = try set.imported("class-folders") }.contains("--force to replace it"))
    try set.picture("b/2.png")
    #expect(try set.imported("class-folders") { $0.overwrites = true }.ids(.train).count == 3)
  }

  @Test func refusals() throws {
    let set = try ForeignSet()
    #expect(message { _ = try set.imported("class-folders") }.contains("no such file or folder"))
    try set.text("notes.txt", "x")
    let unknown = message { _ = try set.imported("auto") }
    #expect(unknown.contains("no format recognises it") && unknown.contains("coco: "))
    #expect(message { _ = try set.imported("class-folder") }.contains("did you mean class-folders?"))
    #expect(message { _ = try set.imported("class-folders") }.contains("no sample was found; 1 left out: no image"))
    for name in ["a", "b"] { try set.picture("\(name)/1.png") }
    let bare = message { _ = try set.imported("class-folders") { $0.modality = nil } }
    #expect(bare.contains("--modality") && bare.contains("natural, xray"))
    #expect(message { _ = try set.imported("class-folders") { $0.name = "A b" } }.contains("--name: found \"A b\""))
    #expect(message { _ = try NamePattern("(", flag: "--only") }.contains("--only: \"(\" is no regular expression"))
  }

  @Test func flagsOfOtherFormatsAreRefused() throws {
    let set = try ForeignSet()
    for name in ["a", "b"] { try set.picture("\(name)/1.png") }
    let value = message { _ = try set.imported("auto") { $0.values = [("0", "background")] } }
    #expect(
      value.hasPrefix("--value: it names the classes of stored mask values, for which class-folders has no use"),
      "\(value)")
    #expect(message { _ = try set.imported("class-folders") { $0.kind = .masks } }.hasPrefix("--as: it chooses"))
    try set.text("list.csv", "image,label\na/1.png,x\nb/1.png,y\n")
    let table = message { _ = try set.imported("table", "list.csv") { $0.values = [("0", "background")] } }
    #expect(table.contains("for which table without --column mask=... has no use"))
  }

  @Test(arguments: ["coco", "nnunet", "conic", "class-folders", "mask-folders"]) func rowsAreOfTables(
    format: String
  ) throws {
    let set = try ForeignSet()
    for name in ["a", "b"] { try set.picture("\(name)/1.png") }
    let found = message { _ = try set.imported(format) { $0.wanted = ["Sex": "F"] } }
    let start = "--where: it keeps rows of a table, or QuPath's objects of a type, for which \(format) has no use"
    #expect(found.hasPrefix(start), "\(found)")
  }

  /// Each split of CheXpert has patients of its own: their folders are no classes.
  private func patients(_ set: ForeignSet) throws {
    for (split, name) in [("train", "patient1"), ("train", "patient2"), ("valid", "patient9")] {
      try set.picture("\(split)/\(name)/view.png")
    }
    try set.text("train.csv", "Path,Edema,Fracture\ntrain/patient1/view.png,1,\ntrain/patient2/view.png,,0\n")
    try set.text("valid.csv", "Path,Edema,Fracture\nvalid/patient9/view.png,0,1\n")
  }

  @Test func foldersOfPatientsAreNoClasses() throws {
    let set = try ForeignSet()
    try patients(set)
    let found = message { _ = try set.imported("class-folders") }
    #expect(
      found.contains(
        "validation (\"patient9\") and train (\"patient1\", \"patient2\") have no folder in common; these look like"))
    #expect(found.contains("may be in \"train.csv\", \"valid.csv\": try umedpt import auto "), "\(found)")
    #expect(try set.imported("class-folders") { $0.renamed = ["patient9": "patient1"] }.ids(.validation).count == 1)
    // A class may lack images in train.
    try set.folder.makeFolder("source/train/patient9")
    #expect(try set.imported("class-folders") { $0.overwrites = true }.ids(.validation).count == 1)
  }

  @Test func listsOfLabelsGoBeforeFolders() throws {
    let set = try ForeignSet()
    try patients(set)
    let found = message { _ = try set.imported("auto") }
    #expect(found.contains("train.csv holds labels (2 of its columns hold 1, 0, -1 or nothing"), "\(found)")
    let lists = "\(set.path("train.csv")) --validation \(set.path("valid.csv")) --out \(set.out) --modality natural"
    #expect(found.contains("\n  umedpt import findings \(lists)\nor say class-folders in place of auto"), "\(found)")
    #expect(try set.imported("findings", "train.csv").ids(.train).count == 2)
  }

  /// A folder that nothing recognises, with a list that something does.
  @Test func aListIsNamedWhereTheFolderSaysNothing() throws {
    let set = try ForeignSet()
    try set.picture("train/a.png")
    try set.text("train.csv", "image_id,class_name,x_min,y_min,x_max,y_max\na,Mass,1,1,4,4\n")
    let found = message { _ = try set.imported("auto") }
    #expect(found.contains("umedpt import box-table \(set.path("train.csv")) --out"), "\(found)")
    #expect(!found.contains("class-folders"))
  }

  /// COCO as it is unpacked: lists beside the folders of images.
  @Test func annotationFoldersAreRead() throws {
    let set = try ForeignSet()
    try set.picture("images/1.png")
    try set.text(
      "annotations/instances_train.json",
      """
      {"images": [{"id": 1, "file_name": "1.png", "width": 16, "height": 12}],
       "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, 4, 4]}],
       "categories": [{"id": 1, "name": "cell"}]}
      """)
    let made = try set.imported("auto")
    #expect(made.result.format == "coco" && made.ids(.train) == ["1.png"])
    #expect(made.result.reason == "it holds \"annotations/instances_train.json\"")
  }

  @Test func imagesAndMasksByFolder() throws {
    let set = try ForeignSet()
    for (split, names) in [("train", ["1", "2"]), ("test", ["1"])] {
      for name in names {
        try set.picture("\(split)/Images/\(split)_\(name).png", height: 8, width: 8)
        let mask = GeneratedImages.mask(height: 8, width: 8, rows: 1..<4, columns: 2..<6, value: 9)
        try set.folder.png("source/\(split)/Annotation/\(split)_\(name).png", mask)
      }
    }
    try set.picture("train/Images/train_3.png")
    try set.picture("train/Overlay/train_1.png")
    let made = try set.imported("auto") { request in
      request.values = [("0", "background"), ("other", "gland")]
    }
    #expect(made.result.format == "mask-folders")
    #expect(made.ids(.train) == ["train/train_1", "train/train_2"] && made.ids(.test) == ["test/test_1"])
    #expect(made.omissions == ["images without a mask": 1])
    #expect(try made.mask("test/test_1")[2] == [0, 0, 1, 1, 1, 1, 0, 0])
    try made.expectCleanCheck()
  }

  @Test func masksByRuleAndLabelsFromMasks() throws {
    let set = try ForeignSet()
    for (name, value) in [("ZT76_39_A_1", 0), ("ZT76_39_A_2", 2)] {
      try set.picture("TMA_images/\(name).png", height: 6, width: 6)
      var mask = GeneratedImages.mask(height: 6, width: 6, rows: 0..<3, columns: 0..<6, value: UInt16(value))
      for column in 0..<6 { mask[5, column] = 4 }
      if value == 2 { mask[4, 0] = 1 }
      try set.folder.png("source/Gleason_masks_train/mask_\(name).png", mask)
    }
    let made = try set.imported("mask-folders") { request in
      request.kind = .labels
      request.maskRules = [try MaskRule(#"TMA_images/(.*)\.png => Gleason_masks_train/mask_\1.png"#, flag: "--mask")]
      request.values = [("0", "benign"), ("1", "gleason3"), ("2", "gleason4"), ("3", "gleason5"), ("4", "ignore")]
      request.group = try NamePattern("ZT[0-9]+_[0-9]+_[A-Z]", flag: "--group-pattern")
    }
    #expect(made.data.description.classes == ["benign", "gleason3", "gleason4", "gleason5"])
    #expect(
      try made.annotation("ZT76_39_A_2") == .labels([.positive, .positive, .positive, .negative]))
    #expect(try made.annotation("ZT76_39_A_1") == .labels([.positive, .negative, .negative, .negative]))
    #expect(made.result.groups == 1)
    #expect(message { _ = try MaskRule("a b", flag: "--mask") }.contains("write PATTERN => TEXT"))
    try made.expectCleanCheck()
  }

  /// Without `--value` a stored value is the index of its class.
  @Test func labelsFromMasksOfClassIndices() throws {
    let set = try ForeignSet()
    for (name, value) in [("1", 0), ("2", 1)] {
      try set.picture("images/\(name).png", height: 6, width: 6)
      let mask = GeneratedImages.mask(height: 6, width: 6, rows: 0..<6, columns: 0..<6, value: UInt16(value))
      try set.folder.png("source/masks/\(name).png", mask)
    }
    let made = try set.imported("mask-folders") { request in
      request.kind = .labels
      request.classes = ["a", "b"]
    }
    #expect(try made.annotation("1") == .labels([.positive, .negative]))
    #expect(try made.annotation("2") == .labels([.negative, .positive]))
  }
}
