import GoldenArrays
import Testing

@testable import Datasets

/// Whole paths of another machine: how many names at their ends tell a file.
@Suite struct MovedFilesTests {
  private func table(_ set: ForeignSet, _ paths: [String]) throws {
    try set.text("l.csv", "image,label\n" + paths.enumerated().map { "\($1),\($0 % 2)\n" }.joined())
  }

  private func imported(_ set: ForeignSet, _ images: String? = nil) throws -> Imported {
    try set.imported("table", "l.csv") { $0.images = images ?? set.source }
  }

  private func paths(_ made: Imported) -> [String] { made.data.allSamples.map(\.imagePaths[0]) }

  /// The last names alone would find more files, which are other pictures.
  @Test(arguments: [("train", "test"), ("p1", "p2")]) func foldersThatAgreeKeepOthersOut(own: String, other: String)
    throws
  {
    let set = try ForeignSet()
    for number in 0..<3 { try set.picture("data/\(own)/\(number).png") }
    for number in 3..<9 { try set.picture("data/\(other)/\(number).png") }
    try table(set, (0..<9).map { "/x/\(own)/\($0).png" })
    let made = try imported(set, set.path("data"))
    #expect(paths(made) == (0..<3).map { set.path("data/\(own)/\($0).png") })
    #expect(made.omissions == ["the image file does not exist": 6])
    let note = "3 of 9 listed paths that do not exist are files below \(set.path("data")), by the last 2 names of each"
    #expect(made.result.report.notes.contains { $0.hasPrefix(note) }, "\(made.result.report.notes)")
  }

  /// No folder agrees, and the one that is there is that of other pictures.
  @Test func filesOfAnotherSplitAreNotTaken() throws {
    let set = try ForeignSet()
    for name in ["more/a", "test/b"] { try set.picture("\(name).png") }
    try table(set, ["/x/train/a.png", "/x/train/b.png"])
    #expect(try paths(imported(set)) == [set.path("more/a.png")])
  }

  /// One folder was moved as it was, with files at its top.
  @Test func filesLessDeepComeAfterTheSameFolder() throws {
    let set = try ForeignSet()
    for name in ["p1/0", "p1/1", "top", "0"] { try set.picture("images/\(name).png") }
    try table(set, ["/x/p1/0.png", "/x/p1/1.png", "/x/top.png", "/x/p9/0.png"])
    let made = try imported(set, set.path("images"))
    #expect(paths(made) == ["p1/0", "p1/1", "top"].map { set.path("images/\($0).png") })
    #expect(made.omissions == ["the image file does not exist": 1])
  }

  @Test(arguments: ["table", "box-table"]) func filesThatSeveralPlacesHaveAreTold(format: String) throws {
    let set = try ForeignSet()
    for name in ["a/0", "b/0", "b/1", "b/2"] { try set.picture("\(name).png") }
    let names = ["/x/0.png", "/x/1.png", "/x/2.png"]
    if format == "table" {
      try table(set, names)
    } else {
      try set.text("l.csv", "image,label,x1,y1,x2,y2\n" + names.map { "\($0),cell,1,1,5,5\n" }.joined())
    }
    let made = try set.imported(format, "l.csv") { $0.images = set.source }
    #expect(paths(made) == [set.path("b/1.png"), set.path("b/2.png")])
    #expect(made.omissions == ["several image files have this name": 1])
  }

  /// Masks are no images.
  @Test func theHintCountsImages() throws {
    let set = try ForeignSet()
    for name in ["img/a", "msk/a", "img/b", "msk/b"] { try set.picture("\(name).png") }
    try set.text("l.csv", "image,mask\n" + ["a", "b"].map { "/x/img/\($0).png,/x/msk/\($0).png\n" }.joined())
    let found = message {
      _ = try set.imported("table", "l.csv") { request in
        (request.columns, request.classes) = (["mask": "mask"], ["background", "cell"])
      }
    }
    #expect(found.contains("; 2 of them would be found with --images \(set.source)"), "\(found)")
  }

  // MARK: Folders of the task

  /// The ids and the root of what is there are those of the whole list.
  @Test func onePathThatIsMissingMovesNoRoot() throws {
    let set = try ForeignSet()
    let other = try TemporaryFolder()
    for name in ["a", "b"] { try other.png("img/\(name).png", GeneratedImages.noise(height: 12, width: 16, seed: 3)) }
    try table(set, ["a", "b", "gone"].map { other.path("img/\($0).png") })
    let made = try set.imported("table", "l.csv")
    #expect(made.ids(.train) == ["a.png", "b.png"])
    #expect(made.data.description.root.hasSuffix("/img"))
  }

  /// Names that lead nowhere cost themselves, not the whole paths beside them.
  @Test func aNameThatIsNowhereIsLeftOut() throws {
    let set = try ForeignSet()
    for name in ["a", "b"] { try set.picture("images/\(name).png") }
    try table(set, [set.path("images/a.png"), set.path("images/b.png"), "gone.jpg"])
    let made = try set.imported("table", "l.csv")
    #expect(paths(made) == [set.path("images/a.png"), set.path("images/b.png")])
    #expect(made.omissions == ["the image file does not exist": 1])
    let notes = made.result.report.notes
    #expect(notes.contains { $0.contains("none of the listed images exists, the first is \"gone.jpg\"") }, "\(notes)")
  }

  @Test func pathsOfWindowsAreToldAsTheyStand() throws {
    let set = try ForeignSet()
    try set.picture("a.png")
    try table(set, [set.path("a.png"), #"C:\d\b.png"#])
    let made = try set.imported("table", "l.csv")
    #expect(made.ids(.train) == ["a.png"])
    #expect(made.result.report.leftOut.flatMap(\.examples) == [#"C:\d\b.png"#])
  }

  /// Two points in a name lead to no folder above.
  @Test func pointsInNamesAreNoWay() throws {
    let set = try ForeignSet()
    try set.picture("own.png")
    let other = try TemporaryFolder()
    try other.png("scan..v2/a.png", GeneratedImages.noise(height: 12, width: 16, seed: 3))
    try table(set, ["own.png", other.path("scan..v2/a.png")])
    let made = try set.imported("table", "l.csv")
    let text = try String(contentsOfFile: set.folder.path("task/samples.csv"), encoding: .utf8)
    #expect(text.contains("\n\(other.path("scan..v2/a.png")),\(other.path("scan..v2/a.png")),1\n"), "\(text)")
    #expect(made.data.allSamples.count == 2)
  }

  #if canImport(Glibc)
    /// Texts of other bytes may be equal, paths may not.
    @Test(arguments: ["table", "box-table"]) func wholePathsAreFoundHoweverSpelled(format: String) throws {
      let set = try ForeignSet()
      for name in ["a", "b"] { try set.picture("Mu\u{308}ller/\(name).png") }
      let names = ["a", "b"].map { set.path("M\u{FC}ller/\($0).png") }
      if format == "table" {
        try table(set, names)
      } else {
        try set.text("l.csv", "image,label,x1,y1,x2,y2\n" + names.map { "\($0),cell,1,1,5,5\n" }.joined())
      }
      let made = try set.imported(format, "l.csv")
      #expect(made.data.allSamples.count == 2 && made.omissions.isEmpty, "\(made.omissions)")
      try made.expectCleanCheck()
    }
  #endif

  // MARK: Names

  /// Which of two patients' `0.png` was moved here cannot be told.
  @Test func twoNamesOfOneFileAreLeftOut() throws {
    let set = try ForeignSet()
    for name in ["0", "1"] { try set.picture("flat/\(name).png") }
    let names = ["p1/0.png", "p2/0.png", "p1/1.png"]
    try set.text("l.csv", "image,label,x1,y1,x2,y2\n" + names.map { "\($0),cell,1,1,5,5\n" }.joined())
    let made = try set.imported("box-table", "l.csv") { $0.images = set.path("flat") }
    #expect(paths(made) == [set.path("flat/1.png")])
    #expect(made.omissions == ["several listed names lead to one image file": 2])
  }

  @Test(arguments: ["table", "box-table"]) func emptyNamesAreNoFolders(format: String) throws {
    let set = try ForeignSet()
    for name in ["a", "b"] { try set.picture("\(name).png") }
    if format == "table" {
      try set.text("l.csv", "image,label,name\na.png,x,one\n,y,two\nb.png,y,three\n")
    } else {
      try set.text("l.csv", "image,label,x1,y1,x2,y2\na.png,x,1,1,5,5\n,y,1,1,5,5\nb.png,y,1,1,5,5\n")
    }
    let made = try set.imported(format, "l.csv") { if format == "table" { $0.columns = ["id": "name"] } }
    #expect(made.data.allSamples.count == 2 && made.omissions == ["the name of the image is empty": 1])
  }

  /// A patient's folder each, with one name in all of them: no name may be compared with all files.
  @Test(.timeLimit(.minutes(1))) func manyFilesOfOneName() {
    let files = (0..<20_000).map { "train/patient\($0)/study1/view1_frontal.jpg" }
    let names = FileNames(files)
    #expect(files.allSatisfy { names.file($0) == $0 })
    #expect(names.file("patient7/study1/view1_frontal") == files[7])
  }

  @Test func filesByTheEndsOfTheirPaths() {
    let names = FileNames(["images/p1/0.png", "images/p2/0.png", "0.nii.gz", "p2/1.2.3", "p2/1.2.dcm"])
    #expect(names.named("0") == ["images/p1/0.png", "images/p2/0.png", "0.nii.gz"])
    #expect(names.named("p1/0") == ["images/p1/0.png", "0.nii.gz"])
    #expect(names.file("p2/0.png") == "images/p2/0.png" && names.file(#"images\p1\0.png"#) == "images/p1/0.png")
    #expect(names.file("p3/0.png") == nil && names.file("x/images/p1/0.png") == "images/p1/0.png")
    #expect(names.file("1.2.3") == "p2/1.2.3" && names.file("1.2") == "p2/1.2.dcm" && names.file("p1/1.2") == nil)
    #expect(names.count("0") == 3 && names.named("").isEmpty)
  }
}
