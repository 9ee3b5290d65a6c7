import Datasets
import Foundation
import GoldenArrays
import Settings
import Testing

@Suite struct TaskDescriptionTests {
  @Test func everyKey() throws {
    let text = """
      schema_version: 1
      name: blood_cells-2
      label_type: segmentation
      modality: microscopy
      table: labels.csv
      classes: [background, cytoplasm, nucleus]
      license: GPL-3.0
      root: ${DATA}/wbc1
      columns: {image: file, group: patientid}
      values: {0: background, 128: cytoplasm, 7: ignore, other: nucleus}
      validation: 0.1
      value_range: [0, 4095]
      page: 2
      mpp: 0.25
      slice: {axis: 1, neighbours: 1}
      center: hospital
      """
    let task = try describe(text, folder: "/sets", environment: ["DATA": "/data"])
    #expect(task.name == "blood_cells-2")
    #expect(task.source == .table("/sets/labels.csv"))
    #expect(task.root == "/data/wbc1")
    #expect(task.license == "GPL-3.0")
    #expect(task.columns == ["image": "file", "group": "patientid", "center": "hospital"])
    #expect(task.maskValues.classIndex(0) == 0)
    #expect(task.maskValues.classIndex(128) == 1)
    #expect(task.maskValues.classIndex(7) == .max)
    #expect(task.maskValues.classIndex(60_000) == 2)
    #expect(task.uncertain == .ignore)
    #expect(task.validation == 0.1)
    #expect(task.valueRange == 0...4095)
    #expect(task.page == 2)
    #expect(task.micrometresPerPixel == 0.25)
    #expect(task.slice == .init(axis: .second, neighbours: 1))
    #expect(task.quantiles == nil)
  }

  private func read(_ lines: String) throws -> TaskDescription {
    try describe("schema_version: 1\nname: a\nmodality: xray\n" + lines, folder: "/sets")
  }

  /// One missing file is one problem, not one for each entry that names a class.
  @Test(arguments: [
    "label_type: segmentation\nclasses: gone.txt\ntable: t.csv\nvalues: {0: background, 1: laptop, other: ignore}",
    "label_type: multilabel\nclasses: gone.txt\ntable: t.csv\ncolumns: {image: file, oedema: Edema}",
  ])
  func whatDependsOnUnknownClassesIsNotJudged(lines: String) throws {
    let error = #expect(throws: SettingsError.self) { try read(lines) }
    #expect(error?.problems.map(\.path) == ["classes"])
    #expect(error?.problems.first?.message.hasPrefix("/sets/gone.txt cannot be read; ") == true)
    let unset = lines.replacingOccurrences(of: "gone.txt", with: "${GONE}/classes.txt")
    let other = #expect(throws: SettingsError.self) { try read(unset) }
    #expect(other?.problems.count == 1 && "\(other?.problems.first?.message ?? "")".contains("GONE"))
    let wrong = #expect(throws: SettingsError.self) { try read(lines + "\nvalidation: 2") }
    #expect(wrong?.problems.map(\.path) == ["classes", "validation"])
  }

  /// A file that a missing variable hides is there all the same.
  @Test func anUnknownVariableIsTheOnlyProblemOfACocoFile() throws {
    let error = #expect(throws: SettingsError.self) {
      try read("label_type: detection\nclasses: [a]\ncoco: {train: \"${GONE}/a.json\"}")
    }
    #expect(error?.problems.map(\.path) == ["coco.train"])
    let none = #expect(throws: SettingsError.self) { try read("label_type: detection\nclasses: [a]\ncoco: {}") }
    #expect(none?.problems.contains { $0.message.contains("no file; give train: FILE") } == true)
  }

  @Test func sourcesAndDefaults() throws {
    let folder = try read("label_type: classification\nclasses: [a, b]\nfolder: images/")
    #expect(folder.source == .folder("/sets/images"))
    #expect(folder.root == "/sets")
    #expect(folder.validation == 0 && folder.valueRange == nil && folder.values == nil)
    let coco = try read("label_type: detection\nclasses: [a]\ncoco: {train: t.json, test: u.json}")
    #expect(coco.source == .coco(files: [.train: "/sets/t.json", .test: "/sets/u.json"]))
    let one = try read("label_type: detection\nclasses: [a]\ncoco: t.json")
    #expect(one.source == .cocoWithoutSplit("/sets/t.json"))
    let counts = try read("label_type: multilabel\nclasses: [A b]\ntable: t.csv\npositive: \"> 0\"\ncolumns: {A b: ab}")
    #expect(counts.positive == PositiveRule(.above, 0))
    #expect(counts.columns == ["A b": "ab"])
    let findings = try read("label_type: multilabel\nclasses: [a]\ntable: t.csv\nuncertain: one")
    #expect(findings.uncertain == .one)
    let volumes = try read("label_type: segmentation\nclasses: [a, b]\ntable: t.csv\nquantiles: [0.025, 0.975]")
    #expect(volumes.quantiles == 0.025...0.975)
  }

  @Test(arguments: [
    ("label_type: classification\nclasses: [a]\nfolder: x", "classes: 1 for a classification task"),
    ("label_type: segmentation\nclasses: [gland]\ntable: x", "classes: [background, gland]"),
    ("label_type: detection\nclasses: []\ncoco: x", "classes: 0 for a detection task"),
    ("label_type: multilabel\nclasses: [a, a]\ntable: x", "\"a\" listed more than once"),
    ("label_type: detection\nclasses: [a]\ntable: x", "a detection task cannot be read from a table"),
    ("label_type: multilabel\nclasses: [a]", "no source of samples"),
    ("label_type: multilabel\nclasses: [a]\ntable: x\nfolder: y", "2 sources of samples"),
    ("label_type: multilabel\nclasses: [a]\ntable: x\npositive: many", "\"many\" is no comparison"),
    ("label_type: multilabel\nclasses: [a]\ntable: x\nclases: [b]", "did you mean classes?"),
    ("label_type: multilabel\nclasses: [a]\ntable: x\nvalidation: 1.5", "from 0 to 0.9"),
    ("label_type: multilabel\nclasses: [a]\ntable: x\nvalue_range: [5, 5]", "not below the second"),
    ("label_type: multilabel\nclasses: [a]\ntable: x\ncolumns: {imge: f}", "did you mean image?"),
    ("label_type: multilabel\nclasses: [a]\ntable: x\nvalues: {0: a}", "only segmentation has masks"),
    ("label_type: segmentation\nclasses: [a, b]\ntable: x\nvalues: {0: c}", "\"c\" is none of the classes"),
    ("label_type: segmentation\nclasses: [a, b]\ntable: x\nvalues: {70000: b}", "no stored mask value"),
    ("label_type: segmentation\nclasses: [a, ignore]\ntable: x", "no class of masks can have it; name the class"),
    (
      "label_type: multilabel\nclasses: [a]\ntable: x\ncolumns: {center: b}\ncenter: c",
      "center: columns: {center: ...} names this column too; keep one of the two"
    ),
    ("label_type: detection\nclasses: [a]\ncoco: {train: x, val: y}", "did you mean"),
    ("label_type: segment\nclasses: [a]\ntable: x", "did you mean segmentation?"),
    ("label_type: multilabel\nclasses: [a]\ntable: x\nmask_root: y", "mask_root: only segmentation has masks"),
    ("label_type: multilabel\nclasses: [a]\ntable: x\nslice: {part: [0.5, 0.5]}", "slice.part: the first number"),
    ("label_type: multilabel\nclasses: [a]\ntable: x\npatch: {tisue: 1}", "did you mean tissue?"),
    ("label_type: multilabel\nclasses: [a]\ntable: x\nsplits: {fold: 1}", "splits.file: missing"),
    ("label_type: multilabel\nclasses: [a]\ntable: x\nsplits: {file: s, repeat: 1}", "add percent: NUMBER"),
    (
      "label_type: detection\nclasses: [a]\ncoco: x\ncolumns: {mpp: m}",
      "columns.mpp: no column of ours; allowed: \"id\", \"group\", \"split\", \"center\""
    ),
    (
      "label_type: detection\nclasses: [a]\ncoco: {train: x}\ncolumns: {split: s}",
      "columns.split: coco: names a file for each split already"
    ),
    ("label_type: segmentation\nclasses: [a, b]\ntable: x\nuncertain: one", "uncertain: only multilabel columns have"),
  ])
  func refusals(_ lines: String, _ expected: String) {
    let found = message { _ = try read(lines) }
    #expect(found.contains(expected), "\(found)")
    #expect(found.hasPrefix("task.yaml:"))
  }

  /// Nobody may think that a key was heeded which something else overrules.
  @Test(arguments: [
    ("folder: x\nroot: y", "root: folder: says where the images are; remove the key"),
    ("folder: x\ncolumns: {id: y}", "columns: folders of classes have no columns; remove the key, or list"),
    ("folder: x\ncenter: y", "center: folders of classes have no columns; remove the key, or list"),
    ("table: x\nvalue_range: [0, 9]\nwindow: [40, 400]", "window: both window and value_range say what becomes"),
    ("table: x\nvalue_range: [0, 9]\nquantiles: [0, 0.9]", "quantiles: both quantiles and value_range say what"),
    ("table: x\nwindow: [40, 400]\nquantiles: [0, 0.9]", "quantiles: both quantiles and window say what becomes 0"),
  ])
  func keysThatLoseAreRefused(_ lines: String, _ expected: String) {
    let found = message { _ = try read("label_type: classification\nclasses: [a, b]\n" + lines) }
    #expect(found.contains(expected), "\(found)")
  }

  @Test func centerNeedsNoColumns() throws {
    let task = try read("label_type: classification\nclasses: [a, b]\ntable: t.csv\ncenter: hospital")
    #expect(task.columns == ["center": "hospital"])
  }

  /// Where there is no map of values, the word means nothing else.
  @Test func otherTasksMayHaveAClassNamedIgnore() throws {
    #expect(try read("label_type: detection\nclasses: [ignore]\ncoco: t.json").classes == ["ignore"])
  }

  /// One edit makes any digit of any other, so all that are allowed are named and none is guessed.
  @Test func axesAreListedAndNotGuessed() {
    let found = message { _ = try read("label_type: multilabel\nclasses: [a]\ntable: x\nslice: {axis: 3}") }
    #expect(found.hasSuffix("slice.axis: found 3; one of 0, 1, 2, any is expected"), "\(found)")
  }

  @Test func masksPatchesPartsAndSplits() throws {
    let volume = try read(
      "label_type: segmentation\nclasses: [a, b]\ntable: t.csv\nroot: /data\nmask_root: masks\n"
        + "slice: {axis: 0, part: [0.25, 0.75]}\nsplits: {file: s.json, percent: 2.5, repeat: 4}")
    #expect(volume.maskRoot == "/sets/masks" && volume.root == "/data")
    #expect(volume.slice == .init(axis: .first, part: 0.25...0.75))
    #expect(volume.splits == .init(path: "/sets/s.json", percent: 2.5, repetition: 4))
    let slide = try read(
      "label_type: classification\nclasses: [a, b]\ntable: t.csv\npatch: {mpp: 0.5}\nsplits: s.json")
    #expect(slide.patch == .init(micrometresPerPixel: 0.5, tissue: 0.5) && slide.splits == .init(path: "/sets/s.json"))
    let plain = try read("label_type: segmentation\nclasses: [a, b]\ntable: t.csv\nroot: /data")
    #expect(plain.maskRoot == "/data" && plain.splits == nil && plain.patch == nil && plain.slice == nil)
  }

  @Test func classesMayLieInAFile() throws {
    let folder = try TemporaryFolder()
    try folder.write("classes.txt", "n01440764\r\nbig cat\n\n  007 \n")
    let text = "schema_version: 1\nname: a\nmodality: xray\nlabel_type: multilabel\ntable: t\nclasses: "
    #expect(try describe(text + "classes.txt", folder: folder.path).classes == ["n01440764", "big cat", "007"])
    let missing = message { _ = try describe(text + "none.txt", folder: folder.path) }
    #expect(missing.contains("none.txt cannot be read; write a list, or name a text file with one class a line"))
  }

  @Test func namesOfTasks() {
    for name in ["a", "0b", "brain-tumor_mri2"] { #expect(TaskName.isValid(name)) }
    for name in ["", "_a", "-a", "A", "a b", "a/b", "ä", "a.b"] { #expect(!TaskName.isValid(name), "\(name)") }
    #expect(message { _ = try describe("name: Brain", folder: "/") }.contains("\"Brain\" cannot name a task"))
  }

  @Test func positiveRules() {
    let cases: [(String, Double, Bool)] = [
      ("> 0", 1, true), (">0", 0, false), (">= 2", 2, true), ("< 3", 3, false), ("<=3", 3, true), ("== 1", 1, true),
      ("!= 1", 1, false),
    ]
    for (text, value, expected) in cases { #expect(PositiveRule(text)?.holds(value) == expected, "\(text)") }
    for text in ["", ">", "0", "> x", "=> 1", "> nan"] { #expect(PositiveRule(text) == nil, "\(text)") }
  }
}
