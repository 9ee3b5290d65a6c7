import GoldenArrays
import Imaging
import Testing

@testable import Datasets

/// How images and masks find each other, and what is said of those that do not.
@Suite struct MaskFolderImportTests {
  private func mask(_ set: ForeignSet, _ name: String) throws {
    let mask = GeneratedImages.mask(height: 12, width: 16, rows: 1..<4, columns: 2..<6, value: 1)
    try set.folder.png("source/\(name)", mask)
  }

  private func imported(_ set: ForeignSet, change: (inout ImportRequest) throws -> Void = { _ in }) throws -> Imported {
    try set.imported("mask-folders") { request in
      request.classes = ["background", "gland"]
      try change(&request)
    }
  }

  @Test func splitsMayLieInTheFoldersOfImages() throws {
    let set = try ForeignSet()
    for (split, names) in [("train", ["0", "1"]), ("val2017", ["2"]), ("test", ["0"])] {
      for name in names {
        try set.picture("images/\(split)/\(name).png")
        try mask(set, "labels/\(split)/\(name).png")
      }
    }
    let made = try imported(set)
    #expect(made.ids(.train) == ["train/0", "train/1"] && made.ids(.validation) == ["val2017/2"])
    #expect(made.ids(.test) == ["test/0"])
    #expect(
      made.result.report.notes.contains("splits by folder: test = test, train = train, val2017 = validation"))
    let given = try imported(set) { ($0.splits, $0.overwrites) = (["val2017": .train], true) }
    #expect(given.ids(.train).count == 3 && given.ids(.validation).isEmpty)
    try given.expectCleanCheck()
  }

  @Test func masksThatNoImageTakesAreTold() throws {
    let set = try ForeignSet()
    for name in ["0", "1", "2", "3"] { try set.picture("images/\(name).png") }
    for name in ["0", "0_mask", "1_mask", "2_liver", "2_kidney", "9", "3_seg"] { try mask(set, "masks/\(name).png") }
    let made = try imported(set)
    #expect(made.ids(.train) == ["0", "1"])
    #expect(
      made.omissions == [
        "images with several masks, of which a task reads one; merge them": 1, "images without a mask": 1,
        "further masks of an image; one is read": 1, "masks without an image": 2,
      ])
    let left = made.result.report.leftOut.first { $0.reason == "masks without an image" }
    #expect(left?.examples == ["masks/3_seg.png", "masks/9.png"])
  }

  /// A rule may fit masks as well; what lies beside images is no mask.
  @Test func masksByRuleAreNoImages() throws {
    let set = try ForeignSet()
    for name in ["a/x", "a/x_other", "b/y"] { try set.picture("\(name).png") }
    for name in ["a/x_seg", "b/y_seg"] { try mask(set, "\(name).png") }
    let made = try imported(set) { $0.maskRules = [try MaskRule(#"\.png => _seg.png"#, flag: "--mask")] }
    #expect(made.ids(.train) == ["a/x", "b/y"] && made.omissions == ["images without a mask": 1])
    try set.picture("pictures/1.png")
    for name in ["1", "2"] { try mask(set, "outlines/\(name).png") }
    let folders = try imported(set) { request in
      request.maskRules = [try MaskRule("^pictures => outlines", flag: "--mask")]
      request.overwrites = true
    }
    #expect(folders.ids(.train) == ["pictures/1"] && folders.omissions == ["masks without an image": 1])
  }

  // MARK: DICOM

  /// A series is one image where it has a mask of its own; slices with a mask each are pictures.
  @Test func seriesAndSlices() throws {
    let set = try ForeignSet()
    try set.series("images/whole", count: 3)
    try set.bytes("masks/whole.nii", TinyFiles.nifti([UInt8](repeating: 1, count: 36), size: [4, 3, 3]))
    try set.series("images/slices", count: 2)
    let mask = GeneratedImages.mask(height: 3, width: 4, rows: 1..<2, columns: 1..<3, value: 1)
    for slice in ["s0", "s1"] { try set.folder.png("source/masks/slices/\(slice).png", mask) }
    let made = try imported(set)
    #expect(made.ids(.train) == ["whole", "slices/s0", "slices/s1"] && made.omissions.isEmpty)
    #expect(made.data.samples(.train)[0].imagePaths == [set.path("images/whole")])
  }

  @Test func filesWithoutAnEnding() throws {
    let set = try ForeignSet()
    try set.bytes("images/IM0001", TinyFiles.dicom([UInt8](repeating: 9, count: 192), height: 12, width: 16))
    try set.text("images/NOTES", "no image")
    try mask(set, "masks/IM0001.png")
    let made = try set.imported("auto") { $0.classes = ["background", "gland"] }
    #expect(made.result.format == "mask-folders" && made.ids(.train) == ["IM0001"] && made.omissions.isEmpty)
    try made.expectCleanCheck()
  }
}

/// DICOM as discs hold it, in class folders.
@Suite struct DicomFolderImportTests {
  @Test func filesWithoutAnEndingAreImages() throws {
    let set = try ForeignSet()
    for (name, value) in [("a/IM0001", 1), ("b/1.2.840.5", 2)] {
      let pixels = (0..<192).map { UInt8($0 % 99 + value) }
      try set.bytes(name, TinyFiles.dicom(pixels, height: 12, width: 16))
    }
    try set.bytes("b/DICOMDIR", TinyFiles.dicom([1], height: 1, width: 1))
    try set.text("b/README", "no image")
    let made = try set.imported("auto") { $0.modality = .xray }
    #expect(made.result.format == "class-folders" && made.ids(.train) == ["a/IM0001", "b/1.2.840.5"])
    #expect(made.omissions == ["no image": 2])
    try made.expectCleanCheck()
  }

  @Test func aFolderThatIsASeriesIsAVolume() throws {
    let set = try ForeignSet()
    for (index, name) in ["train/a/p1", "train/b/p2/ct", "test/a/p3", "test/b/p4"].enumerated() {
      try set.series(name, count: 3, first: 10 * index, ending: index == 1 ? "" : ".dcm")
    }
    // Two series: neither a volume nor samples of their own.
    try set.series("train/b/films", count: 1, first: 50)
    try set.series("train/b/films", count: 1, first: 60, series: "1.2.4")
    let made = try set.imported("class-folders") { $0.modality = .ct }
    #expect(made.ids(.train) == ["train/a/p1", "train/b/p2/ct"])
    #expect(made.ids(.test) == ["test/a/p3", "test/b/p4"])
    let notes = made.result.report.notes
    #expect(notes.contains { $0.hasPrefix("4 folders are DICOM series, each a volume (\"test/a/p3\", ") }, "\(notes)")
    let left = made.result.report.leftOut
    #expect(left.count == 1 && left[0].reason.hasPrefix("folders of DICOM files that are no single volume"), "\(left)")
    #expect(left[0].examples == ["train/b/films"])
  }

  /// Indices of discs, whatever their names: they hold no pixels.
  @Test func directoriesAreNoImages() throws {
    let set = try ForeignSet()
    let image = TinyFiles.dicom([UInt8](repeating: 9, count: 192), height: 12, width: 16)
    let kind = Array("1.2.840.10008.5.1.4.1.1.7".utf8)
    let place = try #require(image.firstRange(of: kind)).lowerBound
    // Its class ends early: the rest of the value is padding.
    var index = image
    let directory = Array("1.2.840.10008.1.3.10".utf8)
    index.replaceSubrange(
      place..<place + kind.count, with: directory + [UInt8](repeating: 0, count: kind.count - directory.count))
    for name in ["a/IM1", "b/IM2"] { try set.bytes(name, image) }
    for name in ["a/DICOMDIR-big", "a/INDEX", "b/DICOMDIR-empty.dcm"] { try set.bytes(name, index) }
    let made = try set.imported("class-folders") { $0.modality = .xray }
    #expect(made.ids(.train) == ["a/IM1", "b/IM2"] && made.omissions == ["no image": 3])
  }

  /// The files of a class folder are its images, whatever series they are of.
  @Test func aClassFolderIsNoSeries() throws {
    let set = try ForeignSet()
    try set.series("a", count: 2)
    try set.series("b", count: 2, first: 10)
    #expect(try set.imported("class-folders").ids(.train) == ["a/s0.dcm", "a/s1.dcm", "b/s10.dcm", "b/s11.dcm"])
  }
}

extension ForeignSet {
  /// DICOM slices of 3 x 4 pixels, 2 mm apart, named by their number from `first` on.
  fileprivate func series(
    _ name: String, count: Int, first: Int = 0, series: String = "1.2.3", ending: String = ".dcm"
  ) throws {
    for slice in first..<first + count {
      var file = SmallDicom(rows: 3, columns: 4, values: (0..<12).map { 1000 + $0 * 7 + slice * 20 })
      file.place([0, 0, 2 * Double(slice)], [1, 0, 0, 0, 1, 0], spacing: [1, 1], series: series)
      try bytes("\(name)/s\(slice)\(ending)", file.bytes)
    }
  }
}
