import Foundation
import Testing

@testable import Datasets

/// Listed images that lie in several folders, or whose names are spelled otherwise on disk.
@Suite struct ListedNamesTests {
  private func table(_ set: ForeignSet, _ list: String, _ names: [String]) throws {
    try set.text(list, "image,label\n" + names.enumerated().map { "\($1),\($0 % 2)\n" }.joined())
  }

  /// ChestX-ray14 as it is unpacked.
  @Test(arguments: [("table", "image,label", ""), ("findings", "image,Edema,Mass", ",1")])
  func eachNameIsLookedUpInSeveralFolders(format: String, header: String, cell: String) throws {
    let set = try ForeignSet()
    for name in ["images_001/images/0", "images_001/images/1", "images_002/images/2", "images_002/images/3"] {
      try set.picture("\(name).png")
    }
    try set.text("l.csv", "\(header)\n" + (0..<5).map { "\($0).png,\($0 % 2)\(cell)\n" }.joined())
    let made = try set.imported(format, "l.csv")
    #expect(made.ids(.train) == ["0.png", "1.png", "2.png", "3.png"])
    #expect(made.omissions == ["the image file does not exist": 1])
    #expect(
      made.data.samples(.train).map(\.imagePaths[0]) == [
        set.path("images_001/images/0.png"), set.path("images_001/images/1.png"),
        set.path("images_002/images/2.png"), set.path("images_002/images/3.png"),
      ])
    let told = made.result.report.notes.filter { $0.hasPrefix("the images are taken from 2 folders of ") }
    #expect(told.count == 1 && told[0].contains(set.path("images_002/images")), "\(made.result.report.notes)")
    try made.expectCleanCheck()
  }

  /// Which patient's `0.png` is meant cannot be told; a mask of the name is no image.
  @Test func namesThatLieInTwoFoldersAreLeftOut() throws {
    let set = try ForeignSet()
    for name in ["p1/0", "p1/1", "p2/0", "p2/2", "masks/1", "masks/3"] { try set.picture("\(name).png") }
    try table(set, "l.csv", ["0.png", "1.png", "2.png", "3.png"])
    let made = try set.imported("table", "l.csv")
    #expect(made.ids(.train) == ["1.png", "2.png"])
    #expect(
      made.omissions == ["several image files have this name": 1, "the image file does not exist": 1])
  }

  /// One missing image must not move the whole set to another folder in silence.
  @Test func aFolderWithNearlyAllIsTold() throws {
    let set = try ForeignSet()
    for name in ["images/0", "images/1", "images/2"] + (0...3).map({ "old/images/\($0)" }) {
      try set.picture("\(name).png")
    }
    try table(set, "l.csv", ["0.png", "1.png", "2.png", "3.png"])
    let made = try set.imported("table", "l.csv")
    #expect(made.data.samples(.train).allSatisfy { $0.imagePaths[0].contains("/old/images/") })
    let note = "though most of the names are in \(set.path("images")) too; --images DIR names another"
    #expect(made.result.report.notes.contains { $0.hasSuffix(note) }, "\(made.result.report.notes)")
  }

  /// Copies of most of the images elsewhere do not take them away.
  @Test func theFolderOfMostImagesStays() throws {
    let set = try ForeignSet()
    for name in ["a/0", "a/1", "a/2", "b/0", "b/1", "b/3"] { try set.picture("\(name).png") }
    try table(set, "l.csv", ["0.png", "1.png", "2.png", "3.png"])
    let made = try set.imported("table", "l.csv")
    #expect(made.ids(.train) == ["0.png", "1.png", "2.png"])
    #expect(made.data.allSamples.allSatisfy { $0.imagePaths[0].contains("/a/") })
    let notes = made.result.report.notes
    #expect(notes.contains { $0.contains("though 1 more of the names are in other folders of") }, "\(notes)")
  }

  /// Its `2.png` is another image than that of the list.
  @Test func theFolderOfAnotherSplitIsNotTaken() throws {
    let set = try ForeignSet()
    for name in ["train/0", "train/1", "test/2", "more/3"] { try set.picture("\(name).png") }
    try table(set, "train.csv", ["0.png", "1.png", "2.png", "3.png"])
    let made = try set.imported("table", "train.csv")
    #expect(made.ids(.train) == ["0.png", "1.png", "3.png"])
    #expect(made.omissions == ["the image file does not exist": 1])
  }

  /// An example beside the list, all images outside of its folder.
  @Test func aFolderOutsideWithMoreIsTold() throws {
    let set = try ForeignSet()
    for name in ["labels/sample/0", "images/0", "images/1"] { try set.picture("\(name).png") }
    try table(set, "labels/l.csv", ["0.png", "1.png"])
    let made = try set.imported("table", "labels/l.csv")
    #expect(made.ids(.train) == ["0.png"])
    let notes = made.result.report.notes
    #expect(notes.contains { $0.contains("though \(set.path("images")), outside of the list's folder") }, "\(notes)")
  }

  /// A folder a patient: those beyond what a search for one folder looks at count too.
  @Test func namesInVeryManyFolders() throws {
    let set = try ForeignSet()
    for number in 1000..<2100 { try set.folder.makeFolder("source/p\(number)") }
    for name in ["p1000/a", "p1001/b", "p2099/c"] { try set.picture("\(name).png") }
    try table(set, "l.csv", ["a.png", "b.png", "c.png"])
    let made = try set.imported("table", "l.csv")
    #expect(made.ids(.train) == ["a.png", "b.png", "c.png"] && made.omissions.isEmpty, "\(made.omissions)")
  }

  /// A name with folders is found below several of them.
  @Test func foldersInNamesAreFoundInSeveralFolders() throws {
    let set = try ForeignSet()
    for name in ["d1/p1/0", "d1/p2/0", "d2/p3/0", "d2/p4/0"] { try set.picture("\(name).png") }
    try table(set, "l.csv", (1...4).map { "p\($0)/0.png" })
    let made = try set.imported("table", "l.csv")
    #expect(
      made.data.allSamples.map(\.imagePaths[0]) == ["d1/p1", "d1/p2", "d2/p3", "d2/p4"].map { set.path("\($0)/0.png") })
  }

  /// CheXpert's patients, whichever way the slashes go.
  @Test func patientsOfWindows() throws {
    let set = try ForeignSet()
    for number in 1...3 { try set.picture("CheXpert/train/patient0000\(number)/study1/view1_frontal.jpg") }
    let names = (1...3).map { #"CheXpert\train\patient0000\#($0)\study1\view1_frontal.jpg"# }
    try set.text("l.csv", "Path,Edema,Mass\n" + names.map { "\($0),1,0\n" }.joined())
    let made = try set.imported("findings", "l.csv")
    #expect(names.map(made.group) == ["patient00001", "patient00002", "patient00003"])
  }

  // MARK: Spellings

  private static let decomposed = "e\u{301}t"
  private static let composed = "\u{E9}t"

  @Test(arguments: [false, true], [false, true])
  func otherSpellingsAreFound(isComposedOnDisk: Bool, isGiven: Bool) throws {
    let (disk, listed) = isComposedOnDisk ? (Self.composed, Self.decomposed) : (Self.decomposed, Self.composed)
    let set = try ForeignSet()
    for name in ["\(disk)/1", "\(disk)2", "plain"] { try set.picture("images/\(name).png") }
    try table(set, "l.csv", ["\(listed)/1.png", "\(listed)2.png", "plain.png"])
    let made = try set.imported("table", "l.csv") { if isGiven { $0.images = set.path("images") } }
    #expect(made.ids(.train).count == 3 && made.omissions.isEmpty, "\(made.omissions)")
    #if canImport(Glibc)
      // Texts of other bytes may be equal, paths may not.
      let written = made.folder.path("task/samples.csv")
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: written)))
      #expect(bytes.firstRange(of: Array("\(disk)/1.png".utf8)) != nil)
      #expect(bytes.firstRange(of: Array("\(disk)2.png".utf8)) != nil)
    #endif
    try made.expectCleanCheck()
  }
}
