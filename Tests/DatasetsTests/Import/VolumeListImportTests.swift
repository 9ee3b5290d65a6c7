import GoldenArrays
import Testing

@testable import Datasets

@Suite struct VolumeListImportTests {
  @Test func decathlon() throws {
    let set = try ForeignSet()
    for number in 1...3 {
      try set.volume("imagesTr/h_00\(number).nii.gz")
      try set.volume("labelsTr/h_00\(number).nii.gz", labels: [0, 1, 2])
    }
    try set.volume("imagesTs/h_009.nii.gz")
    let entries = (1...4).map { #"{"image": "./imagesTr/h_00\#($0).nii.gz", "label": "./labelsTr/h_00\#($0).nii.gz"}"# }
    try set.text(
      "dataset.json",
      """
      {"name": "Hippocampus", "modality": {"0": "MRI"}, "labels": {"0": "background", "1": "Anterior", "2": "Posterior"},
       "training": [\(entries.joined(separator: ","))], "test": ["./imagesTs/h_009.nii.gz"]}
      """)
    let made = try set.imported("auto") { $0.modality = nil }
    #expect(made.result.format == "nnunet" && made.data.description.modality == .mri)
    #expect(made.ids(.train) == ["h_001", "h_002", "h_003"])
    #expect(made.data.description.classes == ["background", "Anterior", "Posterior"])
    #expect(made.omissions == ["a test image without a label": 1, "the image file does not exist": 1])
    try made.expectCleanCheck()
  }

  private func version2(_ set: ForeignSet, labels: String = #"{"background": 0, "organ": 1}"#) throws {
    for name in ["a_01", "a_02"] {
      for channel in ["0000", "0001"] { try set.volume("imagesTr/\(name)_\(channel).nii.gz") }
      try set.volume("labelsTr/\(name).nii.gz", labels: [0, 1])
    }
    for channel in ["0000", "0001"] { try set.volume("imagesTr/b_\(channel).nii.gz") }
    try set.volume("imagesTs/c_0000.nii.gz")
    try set.volume("labelsTs/c.nii.gz", labels: [0, 1])
    try set.text(
      "dataset.json",
      """
      {"channel_names": {"0": "T2", "1": "ADC"}, "labels": \(labels), "numTraining": 2, "file_ending": ".nii.gz"}
      """)
  }

  @Test func nnUNetWithChannels() throws {
    let set = try ForeignSet()
    try version2(set)
    let made = try set.imported("nnunet") { $0.channel = "ADC" }
    #expect(made.ids(.train) == ["a_01", "a_02"] && made.data.description.classes == ["background", "organ"])
    #expect(made.data.samples(.train)[0].imagePaths[0].hasSuffix("imagesTr/a_01_0001.nii.gz"))
    // Case c has no second channel.
    #expect(made.ids(.test).isEmpty)
    #expect(made.omissions["the mask file does not exist"] == 1)
    let each = try set.imported("nnunet") { request in
      request.channel = "each"
      request.overwrites = true
    }
    #expect(each.ids(.train) == ["a_01_0000", "a_01_0001", "a_02_0000", "a_02_0001"])
    #expect(each.group("a_01_0001") == "a_01" && each.ids(.test) == ["c"])
    try each.expectCleanCheck()
    #expect(
      message {
        _ = try set.imported("nnunet") {
          $0.channel = "T1"; $0.overwrites = true
        }
      }.contains("T2, ADC"))
  }

  @Test func valuesWithGapsGetAMap() throws {
    let set = try ForeignSet()
    try version2(set, labels: #"{"background": 0, "ignore": 3, "tumour": 1, "edema": 4}"#)
    for name in ["a_01", "a_02"] { try set.volume("labelsTr/\(name).nii.gz", labels: [0, 1, 3, 4]) }
    let made = try set.imported("nnunet")
    #expect(made.data.description.classes == ["background", "tumour", "edema"])
    #expect(
      made.data.description.maskValues.classIndex(4) == 2 && made.data.description.maskValues.classIndex(3) == .max)
    #expect(made.result.report.notes.contains { $0.contains("channel T2 was taken of 2") })
    try made.expectCleanCheck()
  }

  @Test func monaiDatalists() throws {
    let set = try ForeignSet()
    for name in ["a", "b", "c", "d"] {
      try set.volume("data/imagesTr/\(name).nii.gz")
      try set.volume("data/labelsTr/\(name).nii.gz", labels: [0, 1])
    }
    func entry(_ name: String, _ fold: Int) -> String {
      #"{"image": "imagesTr/\#(name).nii.gz", "label": "labelsTr/\#(name).nii.gz", "fold": \#(fold), "patient_id": "00\#(name)"}"#
    }
    try set.text(
      "list.json",
      """
      {"training": [\(entry("a", 0)), \(entry("b", 1))], "validation": [\(entry("c", 0))],
       "testing": [{"image": "imagesTr/d.nii.gz"}]}
      """)
    let made = try set.imported("auto", "list.json") { $0.classes = ["background", "organ"] }
    #expect(made.result.format == "monai")
    #expect(made.omissions == ["a test image without a label": 1])
    #expect(made.ids(.train).count == 2 && made.ids(.validation) == ["imagesTr/c.nii.gz"])
    #expect(made.group("imagesTr/a.nii.gz") == "00a")
    let fold = message {
      _ = try set.imported("monai", "list.json") { request in
        request.fold = 4
        request.overwrites = true
      }
    }
    #expect(fold.contains("--fold: found 4; the datalist has the folds [0, 1]"))
    #expect(
      message { _ = try set.imported("monai", "list.json") { $0.overwrites = true } }.contains("--value 0=background"))
  }

  @Test func monaiClassificationWithFoldsAndChannels() throws {
    let set = try ForeignSet()
    for name in ["a", "b", "c"] { for channel in ["t1", "t2"] { try set.picture("\(name)_\(channel).png") } }
    func entry(_ name: String, _ label: String, _ fold: Int) -> String {
      #"{"image": ["\#(name)_t1.png", "\#(name)_t2.png"], "label": \#(label), "fold": \#(fold)}"#
    }
    try set.text(
      "list.json", #"{"training": [\#(entry("a", "0", 0)), \#(entry("b", "1", 1)), \#(entry("c", "10", 1))]}"#)
    let made = try set.imported("monai", "list.json") { request in
      request.fold = 0
      request.channel = "1"
    }
    #expect(made.data.description.classes == ["0", "1", "10"])
    #expect(made.ids(.validation) == ["a_t2.png"] && made.ids(.train) == ["b_t2.png", "c_t2.png"])
    try made.expectCleanCheck()
  }

  /// Of a list of numbers no class can be told, and boxes would be lost.
  @Test(arguments: [
    (#""label": [1, 0, 1]"#, "its label is a list", "umedpt import findings"),
    (#""box": [[1, 2, 3, 4, 5, 6]], "label": [0]"#, "it has boxes", "umedpt import coco"),
  ]) func monaiListsOfOtherLabelsAreErrors(label: String, found: String, hint: String) throws {
    let set = try ForeignSet()
    for name in ["a", "b", "c"] { try set.picture("\(name).png") }
    let entries = ["b", "c"].map { #"{"image": "\#($0).png", \#(label)}"# }.joined(separator: ", ")
    try set.text("list.json", #"{"training": [{"image": "a.png", "label": 1}, \#(entries)]}"#)
    let text = message { _ = try set.imported("monai", "list.json") }
    #expect(text.contains("list.json: training[1]: \(found) (1 more entries are like it); allowed: label is one class"))
    #expect(text.contains(hint), "\(text)")
  }

  @Test func monaiChannelsAreNumbers() throws {
    let set = try ForeignSet()
    for name in ["a_t1", "a_t2"] { try set.picture("\(name).png") }
    try set.text("list.json", #"{"training": [{"image": ["a_t1.png", "a_t2.png"], "label": 1}]}"#)
    let text = message { _ = try set.imported("monai", "list.json") { $0.channel = "t2" } }
    #expect(text.hasPrefix("--channel: found t2; a number from 0 is expected"), "\(text)")
  }

  @Test func oneValueOfTwoClassesIsAnError() throws {
    let set = try ForeignSet()
    try version2(set, labels: #"{"background": 0, "b": 1, "a": 1}"#)
    let found = message { _ = try set.imported("nnunet") }
    #expect(found.contains("the value 1 stands for \"a\", \"b\"; allowed: one class a value"), "\(found)")
  }
}
