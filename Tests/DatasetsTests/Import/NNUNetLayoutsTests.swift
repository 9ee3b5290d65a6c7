import GoldenArrays
import Testing

@testable import Datasets

/// Regions, frames, and the layouts that versions 1 and 2 of nnU-Net have besides the usual ones.
@Suite struct NNUNetLayoutsTests {
  private func regions(_ labels: String) throws -> ForeignSet {
    let set = try ForeignSet()
    for name in ["a", "b"] {
      try set.volume("imagesTr/\(name)_0000.nii.gz")
      try set.volume("labelsTr/\(name).nii.gz", labels: [0, 1, 2, 3])
    }
    try set.text("dataset.json", #"{"channel_names": {"0": "CT"}, "labels": \#(labels), "file_ending": ".nii.gz"}"#)
    return set
  }

  // MARK: Regions

  @Test func aValueIsTheSmallestRegionThatHoldsIt() throws {
    let set = try regions(
      #"{"background": 0, "whole": [1, 2, 3], "core": [2, 3], "enhancing": [3], "ignore": 4, "note": {}}"#)
    let made = try set.imported("auto") { $0.modality = nil }
    #expect(made.data.description.classes == ["background", "whole", "core", "enhancing"])
    #expect((0..<4).map { made.data.description.maskValues.classIndex(UInt16($0)) } == [0, 1, 2, 3])
    #expect(made.data.description.maskValues.classIndex(4) == .max)
    #expect(
      made.result.report.notes.contains(
        "classes exclude each other here, so each value is the smallest region that holds it: "
          + "1 is whole, 2 is core, 3 is enhancing"))
    #expect(made.omissions == ["labels that are neither a value nor a list of values": 1])
    try made.expectCleanCheck()
  }

  @Test func listsOfOneValueAreClasses() throws {
    let made = try regions(#"{"background": 0, "a": 1, "b": [2], "c": [3]}"#).imported("nnunet")
    #expect(made.data.description.classes == ["background", "a", "b", "c"])
    #expect(made.result.report.notes.isEmpty && made.omissions.isEmpty)
  }

  @Test func aRegionWithoutAValueOfItsOwnIsLeftOut() throws {
    let made = try regions(#"{"background": 0, "a": [1], "b": [2, 3], "both": [1, 2, 3]}"#).imported("nnunet")
    #expect(made.data.description.classes == ["background", "a", "b"])
    #expect(made.data.description.maskValues.classIndex(3) == 2)
    #expect(made.omissions == ["regions all of whose values are smaller regions": 1])
  }

  @Test func equallySmallRegionsAreAnError() throws {
    let found = message { _ = try regions(#"{"background": 0, "a": [1, 2], "b": [2, 3]}"#).imported("nnunet") }
    #expect(found.contains("the value 2 stands for \"a\", \"b\"; allowed: one class a value, or one region that"))
    #expect(found.contains("import a copy of the file beside it"), "\(found)")
  }

  // MARK: Version 1

  /// `h_1` and `h_2`, with two channels: as frames of one file, files of their own, or not there at all.
  private func version1(frames: Int? = nil) throws -> ForeignSet {
    let set = try ForeignSet()
    for (number, name) in ["h_1", "h_2"].enumerated() {
      if let frames {
        var file = TinyFiles.nifti((0..<48 * frames).map { UInt8($0 * (number + 1)) }, size: [4, 4, 3])
        if frames > 1 { (file[40], file[48]) = (4, UInt8(frames)) }
        try set.bytes("imagesTr/\(name).nii.gz", TinyFiles.gzip(file))
      } else {
        for channel in ["0000", "0001"] { try set.volume("imagesTr/\(name)_\(channel).nii.gz") }
      }
      try set.volume("labelsTr/\(name).nii.gz", labels: [0, 1])
    }
    let entries = ["h_1", "h_2"].map {
      #"{"image": "./imagesTr/\#($0).nii.gz", "label": "./labelsTr/\#($0).nii.gz"}"#
    }
    try set.text(
      "dataset.json",
      """
      {"modality": {"0": "T2", "1": "ADC"}, "labels": {"0": "background", "1": "organ"},
       "training": [\(entries.joined(separator: ","))], "test": []}
      """)
    return set
  }

  @Test(arguments: [("T2", 0), ("ADC", 1), ("1", 1)]) func aChannelInsideOfFilesIsAFrame(
    channel: String, frame: Int
  ) throws {
    let made = try version1(frames: 2).imported("nnunet") { $0.channel = channel }
    #expect(made.data.description.frame == frame && made.ids(.train) == ["h_1", "h_2"])
    try made.expectCleanCheck()
  }

  @Test func framesThatAreTakenUnaskedAreTold() throws {
    let set = try version1(frames: 2)
    let made = try set.imported("nnunet")
    #expect(made.data.description.frame == nil)
    #expect(
      made.result.report.notes == ["frame 0 (T2) is taken of 2 (\"T2\", \"ADC\"); --channel NAME takes another"])
    func refused(_ channel: String) -> String {
      message { _ = try set.imported("nnunet") { ($0.channel, $0.overwrites) = (channel, true) } }
    }
    #expect(refused("T1") == "--channel: found T1; the data set has T2, ADC")
    #expect(refused("each").contains("of which a task reads one; import once a channel (T2, ADC), each time with"))
  }

  @Test func filesOfOneFrameHaveNoChannelToChoose() throws {
    let set = try version1(frames: 1)
    #expect(try set.imported("nnunet").result.report.notes.isEmpty)
    let found = message { _ = try set.imported("nnunet") { ($0.channel, $0.overwrites) = ("ADC", true) } }
    #expect(found.contains("h_1.nii.gz holds one frame; leave the flag out"), "\(found)")
  }

  @Test func filesOfEachChannelStandForTheListedOne() throws {
    let set = try version1()
    let first = try set.imported("nnunet")
    #expect(first.ids(.train) == ["h_1", "h_2"] && first.data.description.frame == nil)
    #expect(first.data.samples(.train)[0].imagePaths[0].hasSuffix("imagesTr/h_1_0000.nii.gz"))
    #expect(first.result.report.notes.contains { $0.contains("channel T2 was taken of 2") })
    let second = try set.imported("nnunet") { ($0.channel, $0.overwrites) = ("ADC", true) }
    #expect(second.data.samples(.train)[1].imagePaths[0].hasSuffix("imagesTr/h_2_0001.nii.gz"))
    let each = try set.imported("nnunet") { ($0.channel, $0.overwrites) = ("each", true) }
    #expect(each.ids(.train) == ["h_1_0000", "h_1_0001", "h_2_0000", "h_2_0001"] && each.group("h_2_0001") == "h_2")
    try each.expectCleanCheck()
  }

  // MARK: Version 2

  /// nnU-Net's own reader of pictures takes red, green and blue of one file.
  @Test func coloursOfOnePictureAreNoChannelsToChoose() throws {
    let set = try ForeignSet()
    let mask = GeneratedImages.mask(height: 12, width: 16, rows: 1..<4, columns: 2..<6, value: 1)
    for name in ["a", "b"] {
      try set.picture("imagesTr/\(name)_0000.png")
      try set.folder.png("source/labelsTr/\(name).png", mask)
    }
    try set.text(
      "dataset.json",
      """
      {"channel_names": {"0": "R", "1": "G", "2": "B"}, "labels": {"background": 0, "road": 1}, "file_ending": ".png"}
      """)
    let made = try set.imported("nnunet")
    #expect(made.ids(.train) == ["a", "b"] && made.result.report.notes.isEmpty)
    let found = message { _ = try set.imported("nnunet") { ($0.channel, $0.overwrites) = ("G", true) } }
    #expect(found.hasPrefix("--channel: found G; the channels (R, G, B) are the colours of one picture"), "\(found)")
    // A file a channel stays a choice.
    for name in ["a", "b"] { try set.picture("imagesTr/\(name)_0001.png") }
    let second = try set.imported("nnunet") { ($0.channel, $0.overwrites) = ("G", true) }
    #expect(second.data.samples(.train)[0].imagePaths[0].hasSuffix("a_0001.png"))
  }

  @Test func filesThatTheKeyDatasetNames() throws {
    let set = try ForeignSet()
    for name in ["s0", "s1"] {
      for channel in ["t1", "t2"] { try set.volume("data/\(name)_\(channel).nii.gz") }
      try set.volume("seg/\(name).nii.gz", labels: [0, 1])
    }
    let whole = set.path("data/s1_t1.nii.gz")
    try set.text(
      "dataset.json",
      """
      {"channel_names": {"0": "T1", "1": "T2"}, "labels": {"background": 0, "organ": 1}, "file_ending": ".nii.gz",
       "dataset": {"s0": {"images": ["./data/s0_t1.nii.gz", "data/s0_t2.nii.gz"], "label": "./seg/s0.nii.gz"},
                   "s1": {"images": ["\(whole)"], "label": "\(set.path("seg/s1.nii.gz"))"},
                   "s2": {"images": ["data/s2_t1.nii.gz"]}, "s3": {"images": ["gone.nii.gz"], "label": "seg/s1.nii.gz"}}}
      """)
    let made = try set.imported("auto") { $0.modality = nil }
    #expect(made.ids(.train) == ["s0", "s1"] && made.data.description.modality == .mri)
    #expect(made.data.samples(.train)[1].imagePaths == [whole])
    #expect(made.omissions == ["no images and label": 1, "the image file does not exist": 1])
    try made.expectCleanCheck()
    let second = try set.imported("nnunet") { ($0.channel, $0.overwrites) = ("T2", true) }
    #expect(second.ids(.train) == ["s0"] && second.omissions["cases without the channel"] == 2)
  }
}
