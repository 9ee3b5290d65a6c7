import GoldenArrays
import Testing

@testable import Datasets

/// `auto` where a table of classes lies beside folders of images: the names in it decide.
@Suite struct TablesBesideFoldersTests {
  private func table(_ set: ForeignSet, _ path: String, _ rows: [(String, String)], _ header: String = "image,label")
    throws
  {
    try set.text(path, "\(header)\n" + rows.map { "\($0),\($1)\n" }.joined())
  }

  private func classFolders(_ set: ForeignSet) throws {
    for name in ["a/1", "a/2", "b/3", "b/4"] { try set.picture("\(name).png") }
  }

  @Test func aTableBesideItsImagesIsRead() throws {
    let set = try ForeignSet()
    for name in ["1", "2", "3"] { try set.picture("pictures/\(name).png") }
    try table(set, "labels.csv", [("1.png", "x"), ("2.png", "y"), ("9.png", "y")])
    let made = try set.imported("auto")
    #expect(made.result.format == "table" && made.ids(.train) == ["1.png", "2.png"])
    #expect(made.result.reason == "labels.csv in it names 2 images that are there, of 3 rows")
    try made.expectCleanCheck()
  }

  /// As Kaggle has it: the images of the test have no class, and an example has made-up ones.
  @Test func theTableOfTheSplitIsRead() throws {
    let set = try ForeignSet()
    for name in ["train_images/1", "train_images/2", "test_images/3", "test_images/4"] {
      try set.picture("\(name).png")
    }
    try table(set, "train.csv", [("1.png", "0"), ("2.png", "1")], "id_code,diagnosis")
    try set.text("test.csv", "id_code\n3.png\n4.png\n")
    try table(set, "sample_submission.csv", [("3.png", "0"), ("4.png", "0")], "id_code,diagnosis")
    let made = try set.imported("auto")
    #expect(made.result.format == "table" && made.ids(.train) == ["1.png", "2.png"] && made.ids(.test).isEmpty)
    try table(set, "test.csv", [("3.png", "1")], "id_code,diagnosis")
    let both = try set.imported("auto") { $0.overwrites = true }
    #expect(both.ids(.train) == ["1.png", "2.png"] && both.ids(.test) == ["3.png"])
  }

  @Test func otherClassesThanTheFoldersAreRefused() throws {
    let set = try ForeignSet()
    try classFolders(set)
    // Names may lack their ending.
    try table(set, "labels.csv", [("1", "x"), ("2", "y"), ("3", "x")])
    let found = message { _ = try set.imported("auto") }
    #expect(
      found.contains("labels.csv names 3 images below it and gives them other classes than their folders"), "\(found)")
    let end = "--out \(set.out) --modality natural"
    #expect(found.contains("\n  umedpt import table \(set.path("labels.csv")) \(end)\n"), "\(found)")
    #expect(found.contains("\n  umedpt import class-folders \(set.source) \(end)"), "\(found)")
    // A column that is named belongs to a table.
    let made = try set.imported("auto") { $0.columns = ["image": "{image}.png"] }
    #expect(made.result.format == "table" && made.data.description.classes == ["x", "y"])
  }

  @Test(arguments: [
    ([("1.png", "a"), ("3.png", "b")], "labels.csv says the same"),
    ([("8.png", "x"), ("9.png", "y")], "\"labels.csv\" names none of the images here"),
    ([("out.png", "x")], "labels.csv names images that are in no class folder"),
  ]) func classFoldersAreReadAndTheTableIsTold(rows: [(String, String)], told: String) throws {
    let set = try ForeignSet()
    try classFolders(set)
    try set.picture("out.png")
    try table(set, "labels.csv", rows)
    let made = try set.imported("auto")
    #expect(made.result.format == "class-folders" && made.data.description.classes == ["a", "b"])
    #expect(made.result.reason?.hasSuffix("; \(told)") == true, "\(made.result.reason ?? "")")
  }

  /// Splits that count from 0 each: one name is that of two images.
  @Test func namesThatRepeatBetweenSplitsAgree() throws {
    let set = try ForeignSet()
    for name in ["train/a/1", "train/b/2", "test/b/1", "test/a/2"] { try set.picture("\(name).png") }
    try table(set, "train.csv", [("1.png", "a"), ("2.png", "b")])
    try table(set, "test.csv", [("1.png", "b"), ("2.png", "a")])
    let made = try set.imported("auto")
    #expect(made.result.format == "class-folders" && made.ids(.test).count == 2)
  }

  @Test func renamedClassesAreCompared() throws {
    let set = try ForeignSet()
    try classFolders(set)
    try table(set, "labels.csv", [("1.png", "a"), ("3.png", "b")])
    let made = try set.imported("auto") { $0.renamed = ["a": "benign"] }
    #expect(made.result.format == "class-folders" && made.data.description.classes == ["benign", "b"])
  }

  // MARK: Tables that cannot be read

  /// What the user says of a table is heeded or refused.
  @Test func aColumnThatIsNotThereIsTold() throws {
    let set = try ForeignSet()
    try classFolders(set)
    let none = message { _ = try set.imported("auto") { $0.columns = ["label": "grade"] } }
    #expect(
      none.hasPrefix("--column: it names the columns of a table, for which class-folders has no use"), "\(none)")
    for header in ["image,label,grade", "image,sex,grade"] {
      try set.text("labels.csv", "\(header)\n1.png,a,x\n3.png,b,y\n")
      let found = message { _ = try set.imported("auto") { $0.columns = ["label": "grad"] } }
      #expect(found.contains("labels.csv:1: there is no column \"grad\" (--column label=grad)"), "\(found)")
    }
    let made = try set.imported("auto") { $0.columns = ["label": "grade"] }
    #expect(made.result.format == "table" && made.data.description.classes == ["x", "y"])
  }

  @Test(arguments: [false, true]) func aTableThatCannotBeReadIsTold(hasFolders: Bool) throws {
    let set = try ForeignSet()
    if hasFolders { try classFolders(set) } else { for name in ["1", "3"] { try set.picture("\(name).png") } }
    try set.text("labels.csv", "image,label\n1.png,x\n3.png,y,more,cells\n")
    if hasFolders {
      let reason = try set.imported("auto").result.reason ?? ""
      #expect(reason.contains("; labels.csv cannot be read (") && reason.contains("labels.csv:3"), "\(reason)")
    } else {
      let found = message { _ = try set.imported("auto") }
      #expect(found.contains("labels.csv:3") && !found.contains("no format"), "\(found)")
    }
  }

  // MARK: Folders as images

  /// A table may name the folder of a series.
  @Test func foldersThatATableNamesAreItsImages() throws {
    let set = try ForeignSet()
    for name in ["case1/1", "case1/2", "case2/1", "case2/2"] {
      let value = UInt8(truncatingIfNeeded: ContentHash.of(name))
      try set.bytes("\(name).dcm", TinyFiles.dicom([UInt8](repeating: value, count: 6), height: 2, width: 3))
    }
    try table(set, "labels.csv", [("case1", "benign"), ("case2", "malignant")])
    let found = message { _ = try set.imported("auto") }
    #expect(found.contains("labels.csv names 2 images below it and gives them other classes"), "\(found)")
    #expect(found.contains("\n  umedpt import table \(set.path("labels.csv")) --out"), "\(found)")
  }

  // MARK: Commands

  /// A command that is proposed is one that can be run.
  @Test func commandsHoldWhatTheirFormatTakes() throws {
    let set = try ForeignSet()
    try set.picture("pictures/1.png")
    try set.text("boxes.csv", "image,label,x1,y1,x2,y2\n1.png,cell,1,1,5,5\n")
    let found = message {
      _ = try set.imported("auto") { ($0.kind, $0.images) = (.boxes, set.path("pictures")) }
    }
    let command = "umedpt import box-table \(set.path("boxes.csv")) --out \(set.out) --modality natural"
    #expect(found.hasSuffix("\n  \(command) --images \(set.path("pictures"))"), "\(found)")
  }

  /// Whether one of its columns is the class cannot be told.
  @Test func aTableWithoutAColumnOfClassesIsTold() throws {
    let set = try ForeignSet()
    try classFolders(set)
    try table(set, "patients.csv", [("1.png", "M"), ("3.png", "F")], "image,sex")
    let made = try set.imported("auto")
    #expect(made.result.format == "class-folders")
    let told =
      "; patients.csv names 2 images too: if it holds their classes, import it as table with --column label=NAME"
    #expect(made.result.reason?.hasSuffix(told) == true, "\(made.result.reason ?? "")")
  }

  @Test func severalTablesOfOneSplitAreRefused() throws {
    let set = try ForeignSet()
    for name in ["1", "2"] { try set.picture("pictures/\(name).png") }
    for name in ["one", "two"] { try table(set, "\(name).csv", [("1.png", "x"), ("2.png", "y")]) }
    let found = message { _ = try set.imported("auto") }
    #expect(
      found.contains("several tables name images below it: \"one.csv\", \"two.csv\"; import one of them"), "\(found)")
    for name in ["one", "two"] {
      #expect(found.contains("\n  umedpt import table \(set.path(name)).csv --out "), "\(found)")
    }
  }

  /// An archive that was unpacked into one folder too many, perhaps with other files at its top.
  @Test(arguments: [false, true]) func aDataSetInTheFolderIsNamed(hasOthers: Bool) throws {
    let set = try ForeignSet()
    if hasOthers { try set.text("license.json", "{}") }
    for name in ["data/a/1", "data/b/2"] { try set.picture("\(name).png") }
    let found = message { _ = try set.imported("auto") }
    #expect(
      found.contains("a data set is in the folder in it: try umedpt import auto \(set.path("data")) --out"), "\(found)")
  }
}
