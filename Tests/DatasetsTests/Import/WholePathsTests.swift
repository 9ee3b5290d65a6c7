import Foundation
import GoldenArrays
import Testing

@testable import Datasets

/// Lists that name images by whole paths, of this machine or of another.
@Suite struct WholePathsTests {
  private static let names = ["p1/0.png", "p1/1.png", "p2/0.png", "p2/1.png"]

  private func pictures(_ set: ForeignSet, _ folder: String = "images") throws {
    for name in Self.names { try set.picture("\(folder)/\(name)") }
  }

  /// A list of each format, with all names below a prefix.
  private func list(_ set: ForeignSet, _ format: String, _ prefix: String) throws -> String {
    let paths = Self.names.map { prefix + $0 }
    switch format {
    case "table":
      try set.text("l.csv", "image,label\n" + paths.enumerated().map { "\($1),\($0 % 2)\n" }.joined())
    case "findings":
      try set.text("l.csv", "image,Edema,Mass\n" + paths.enumerated().map { "\($1),\($0 % 2),1\n" }.joined())
    case "box-table":
      try set.text("l.csv", "image,label,x1,y1,x2,y2\n" + paths.map { "\($0),cell,1,1,5,5\n" }.joined())
    case "rle": try set.text("l.csv", "image,rle\n" + paths.map { "\($0),1 3 9 2\n" }.joined())
    case "monai":
      let entries = paths.enumerated().map { #"{"image": "\#($1)", "label": \#($0 % 2)}"# }
      try set.text("l.json", #"{"training": [\#(entries.joined(separator: ","))]}"#)
    default:
      let images = paths.enumerated().map { #"{"id": \#($0), "file_name": "\#($1)", "width": 16, "height": 12}"# }
      let boxes = paths.indices.map { #"{"id": \#($0), "image_id": \#($0), "category_id": 1, "bbox": [1, 1, 4, 4]}"# }
      try set.text(
        "l.json",
        """
        {"images": [\(images.joined(separator: ","))], "annotations": [\(boxes.joined(separator: ","))],
         "categories": [{"id": 1, "name": "cell"}]}
        """)
    }
    return ["monai", "coco"].contains(format) ? "l.json" : "l.csv"
  }

  private func paths(_ made: Imported) -> [String] { made.data.allSamples.map(\.imagePaths[0]) }

  @Test(arguments: ["table", "findings", "box-table", "rle", "monai", "coco"]) func pathsOfThisMachineAreTaken(
    format: String
  ) throws {
    let set = try ForeignSet()
    try pictures(set)
    let made = try set.imported(format, list(set, format, set.path("images/")))
    #expect(paths(made) == Self.names.map { set.path("images/\($0)") })
    #expect(made.omissions.isEmpty && !made.data.allSamples.contains { $0.id.hasPrefix("/") }, "\(made.omissions)")
    try made.expectCleanCheck()
  }

  /// Below the root they are relative to it, so that the folder may move.
  @Test func pathsBelowTheRootAreRelative() throws {
    let set = try ForeignSet()
    try pictures(set)
    let made = try set.imported("table", list(set, "table", set.path("images/")))
    let text = try String(contentsOfFile: set.folder.path("task/samples.csv"), encoding: .utf8)
    #expect(text.hasPrefix("id,image,label\nimages/p1/0.png,images/p1/0.png,0\n"), "\(text)")
    #expect(made.data.description.root.hasSuffix("/source"))
  }

  /// Images of the list's folder and images elsewhere, in one list.
  @Test func pathsOutsideOfTheRootStayWhole() throws {
    let set = try ForeignSet()
    try set.picture("own.png")
    let other = try TemporaryFolder()
    try other.png("far.png", GeneratedImages.noise(height: 12, width: 16, seed: 3))
    try set.text("l.csv", "image,label\nown.png,x\n\(other.path("far.png")),y\n")
    let made = try set.imported("table", "l.csv")
    try made.expectCleanCheck()
    #expect(paths(made) == [set.path("own.png"), other.path("far.png")])
  }

  @Test(arguments: ["table", "findings", "box-table", "rle", "monai", "coco"]) func pathsOfAnotherMachineAreTold(
    format: String
  ) throws {
    let set = try ForeignSet()
    try pictures(set)
    let file = try list(set, format, "/home/someone/data/")
    let found = message { _ = try set.imported(format, file) }
    #expect(
      found.contains("none of the listed images exists, the first is \"/home/someone/data/p1/0.png\""), "\(found)")
    #expect(found.contains("--images DIR takes those below a folder by the ends of their paths"), "\(found)")
    #expect(found.contains("4 of them would be found with --images \(set.source)"), "\(found)")
  }

  @Test(arguments: ["table", "findings", "box-table", "rle", "monai", "coco"], ["images", ""])
  func theEndsOfPathsTellTheirFiles(format: String, folder: String) throws {
    let set = try ForeignSet()
    try pictures(set)
    let file = try list(set, format, "/home/someone/data/")
    let made = try set.imported(format, file) { $0.images = folder.isEmpty ? set.source : set.path(folder) }
    #expect(paths(made) == Self.names.map { set.path("images/\($0)") })
    #expect(made.result.report.notes.contains { $0.hasPrefix("4 of 4 listed paths that do not exist are files below") })
    try made.expectCleanCheck()
  }

  /// `0.png` of a patient that is not here is no other patient's.
  @Test func namesThatRepeatAreNotTaken() throws {
    let set = try ForeignSet()
    for name in ["images/p1/0", "images/p1/1"] { try set.picture("\(name).png") }
    let made = try set.imported("table", list(set, "table", "/home/someone/data/")) { $0.images = set.path("images") }
    #expect(paths(made) == [set.path("images/p1/0.png"), set.path("images/p1/1.png")])
    #expect(made.omissions == ["the image file does not exist": 2])
  }

  /// Files were put into one folder, and Windows listed them.
  @Test func lastNamesAreEnoughWhereEachIsOne() throws {
    let set = try ForeignSet()
    for name in ["a", "b"] { try set.picture("flat/\(name).png") }
    try set.text("l.csv", "image,label\nC:\\data\\x\\a.png,1\nC:\\data\\y\\b.png,2\n")
    let made = try set.imported("table", "l.csv") { $0.images = set.path("flat") }
    #expect(paths(made) == [set.path("flat/a.png"), set.path("flat/b.png")])
    #expect(made.ids(.train) == ["a.png", "b.png"])
  }

  @Test func masksToo() throws {
    let set = try ForeignSet()
    for name in ["a", "b"] {
      try set.volume("imagesTr/\(name).nii.gz")
      try set.volume("labelsTr/\(name).nii.gz", labels: [0, 1])
    }
    func datalist(_ prefix: String) throws {
      let entries = ["a", "b"].map {
        #"{"image": "\#(prefix)imagesTr/\#($0).nii.gz", "label": "\#(prefix)labelsTr/\#($0).nii.gz"}"#
      }
      try set.text("l.json", #"{"training": [\#(entries.joined(separator: ","))]}"#)
    }
    for (prefix, images) in [(set.path(""), nil), ("/mnt/x/", set.source)] {
      try datalist(prefix)
      let made = try set.imported("monai", "l.json") { request in
        (request.images, request.classes, request.overwrites) = (images, ["background", "organ"], true)
      }
      #expect(made.data.allSamples.map(\.maskPath) == [set.path("labelsTr/a.nii.gz"), set.path("labelsTr/b.nii.gz")])
      try made.expectCleanCheck()
    }
  }

  // MARK: Folders in names

  /// A patient's `0.png` that is missing is not the other one's.
  @Test func foldersInNamesHaveToAgree() throws {
    let set = try ForeignSet()
    for name in ["images/p2/0", "images/p2/1"] { try set.picture("\(name).png") }
    try set.text("l.csv", "image,label,x1,y1,x2,y2\np1/0.png,cell,1,1,5,5\np2/0.png,cell,2,2,6,6\np2/1,cell,2,2,6,6\n")
    let made = try set.imported("box-table", "l.csv")
    #expect(paths(made) == [set.path("images/p2/0.png"), set.path("images/p2/1.png")])
    #expect(made.omissions == ["the image file does not exist": 1])
  }

  @Test func emptyMasksAreNoFolders() throws {
    let set = try ForeignSet()
    for name in ["a", "b", "m"] { try set.picture("\(name).png") }
    try set.text("l.csv", "image,mask\na.png,m.png\nb.png,\n")
    let made = try set.imported("table", "l.csv") { request in
      (request.columns, request.classes) = (["mask": "mask"], ["background", "cell"])
    }
    #expect(made.ids(.train) == ["a.png"] && made.omissions == ["the mask is empty": 1])
  }
}
