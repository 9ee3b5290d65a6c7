import Foundation
import GoldenArrays
import Testing

@testable import Datasets

/// What is no folder of classes, and which files of one are no samples.
@Suite struct ClassFolderImportTests {
  /// Detection as YOLO has it, and a list in place of masks.
  @Test(arguments: ["labels/1.txt", "labels/l.csv"]) func imagesBesideLabelsAreNoClasses(label: String) throws {
    let set = try ForeignSet()
    for name in ["images/1", "images/2", "extra/3"] { try set.picture("\(name).png") }
    try set.text(label, "image,label\n1.png,a\n2.png,b\n")
    let found = message { _ = try set.imported("auto") }
    #expect(
      found.contains("no format recognises it; it has the folders images and labels, but labels holds"), "\(found)")
    let hint = "the labels may be in \"labels/l.csv\": try umedpt import auto \(set.path("labels/l.csv")) --out DIR"
    #expect(found.contains(hint) == label.hasSuffix(".csv"), "\(found)")
    #expect(found.contains("as YOLO has them, are not read: export the set as COCO") == label.hasSuffix(".txt"))
  }

  /// One class is no classification; an empty folder is none for recognising.
  @Test(arguments: ["", "train/"]) func oneClassIsNotRecognised(split: String) throws {
    let set = try ForeignSet()
    try set.picture("\(split)a/1.png")
    try set.folder.makeFolder("source/\(split)b")
    #expect(message { _ = try set.imported("auto") }.contains("no format recognises it"))
    try set.picture("\(split)c/1.png")
    #expect(try set.imported("auto").data.description.classes == ["a", "b", "c"])
  }

  /// They would make the pictures of one class those of another, over and over.
  @Test func linksThatLeadBackAreLeftOut() throws {
    let set = try ForeignSet()
    for name in ["a/1", "b/2", "b/deep/3"] { try set.picture("\(name).png") }
    for (link, target) in [("a/abs", set.source), ("b/self", "."), ("a/out", "../.."), ("a/more", "../b/deep")] {
      try FileManager.default.createSymbolicLink(atPath: set.path(link), withDestinationPath: target)
    }
    let made = try set.imported("class-folders")
    #expect(made.ids(.train) == ["a/1.png", "a/more/3.png", "b/2.png", "b/deep/3.png"])
    #expect(made.omissions == ["links that lead back to a folder that they lie in": 3])
    #expect(made.result.report.leftOut[0].examples == ["a/abs", "a/out", "b/self"])
  }

  /// Breast ultrasound as it is distributed: they would be half of all samples.
  @Test func masksBesideTheirImagesAreNoSamples() throws {
    let set = try ForeignSet()
    for name in ["a/a (1)", "a/a (1)_mask", "a/a (1)_mask_1", "b/b_mask", "b/c_Segmentation", "b/c"] {
      try set.picture("\(name).png")
    }
    let made = try set.imported("class-folders")
    #expect(made.ids(.train) == ["a/a (1).png", "b/b_mask.png", "b/c.png"])
    #expect(made.omissions.count == 1 && made.result.report.leftOut[0].count == 3)
    #expect(made.result.report.leftOut[0].reason.hasPrefix("masks beside their images; umedpt import mask-folders"))
  }

  /// The rule is that of the files, ready to be copied.
  @Test func theRuleOfMasksBesideIsThatOfTheFiles() throws {
    let set = try ForeignSet()
    for name in ["a/1.png", "a/1_seg.tif", "b/2.png", "b/2_seg.tif", "b/2_seg_1.tif"] { try set.picture(name) }
    let made = try set.imported("class-folders")
    let reason = try #require(made.result.report.leftOut.first?.reason)
    let rule = #"(.*)\.png => \1_seg.tif"#
    #expect(reason.hasSuffix("with --mask '\(rule)'"), "\(reason)")
    let masks = try set.imported("mask-folders") { request in
      request.maskRules = [try MaskRule(rule, flag: "--mask")]
      (request.classes, request.overwrites) = (["background", "cell"], true)
    }
    #expect(masks.data.allSamples.map(\.maskPath) == [set.path("a/1_seg.tif"), set.path("b/2_seg.tif")])
  }

  /// The classes are elsewhere.
  @Test func foldersNamedBySplitsAreNoClasses() throws {
    let set = try ForeignSet()
    for name in ["train_images/1", "test_images/2"] { try set.picture("\(name).png") }
    #expect(message { _ = try set.imported("auto") }.contains("no format recognises it"))
    try set.picture("other/3.png")
    #expect(try set.imported("auto").data.description.classes == ["other", "test_images", "train_images"])
  }
}
