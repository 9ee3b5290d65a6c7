import Foundation
import GoldenArrays
import Testing

@testable import Datasets

/// An import never replaces what it reads, and other files only when asked to.
@Suite struct ImportTargetsTests {
  private func files(_ set: ForeignSet) throws -> [String: Data] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: set.source)
    return names.reduce(into: [:]) { $0[$1] = FileManager.default.contents(atPath: set.path($1)) }
  }

  private func table(_ set: ForeignSet) throws {
    for name in ["a", "b"] { try set.picture("\(name).png") }
    try set.text("samples.csv", "image,klass\na.png,x\nb.png,y\n")
  }

  /// The import's error when the task's folder is the data set's own.
  private func refusal(
    _ format: String, _ source: String, _ set: ForeignSet, overwrites: Bool, folder: String? = nil
  ) -> String {
    message {
      _ = try set.imported(format, source) { request in
        request.out = folder ?? set.source
        request.overwrites = overwrites
        if format == "table" { request.columns = ["label": "klass"] }
        if format == "rle" { request.images = set.path("images") }
      }
    }
  }

  @Test(arguments: [false, true]) func aTableThatIsReadStays(overwrites: Bool) throws {
    let set = try ForeignSet()
    try table(set)
    let before = try files(set)
    let refused = refusal("table", "samples.csv", set, overwrites: overwrites)
    #expect(refused.contains("the import reads \"samples.csv\" there, which it never replaces; give another --out"))
    #expect(try files(set) == before)
  }

  /// The same file under another path is still the same file.
  @Test func aLinkedSourceStays() throws {
    let set = try ForeignSet()
    try table(set)
    let link = set.folder.path("link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: set.source)
    let before = try files(set)
    #expect(refusal("table", "samples.csv", set, overwrites: true, folder: link).contains("never replaces"))
    #expect(try files(set) == before)
  }

  @Test func annotationsThatAreReadStay() throws {
    let set = try ForeignSet()
    try set.picture("a.png")
    try set.text(
      "annotations.json",
      #"{"images": [{"id": 1, "file_name": "a.png"}], "categories": [{"id": 1, "name": "cell"}], "#
        + #""annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, 4, 4]}]}"#)
    let before = try files(set)
    let refused = refusal("coco", "annotations.json", set, overwrites: true)
    #expect(refused.contains("the import reads \"annotations.json\" there"))
    #expect(try files(set) == before)
  }

  @Test func otherFilesStayWithoutForce() throws {
    let set = try ForeignSet()
    try set.picture("images/002.png", height: 6, width: 6)
    try set.picture("masks/002.png", height: 6, width: 6)
    try set.text("classes.txt", "mine\n")
    try set.text("rle.csv", "ImageId,EncodedPixels\n002,1 2 7 2\n")
    let before = try files(set)
    let refused = refusal("rle", "rle.csv", set, overwrites: false)
    #expect(
      refused.contains(
        "already there: \"masks/002.png\", \"classes.txt\"; give another --out, or --force to replace them"))
    #expect(try files(set) == before)
    #expect(refusal("rle", "rle.csv", set, overwrites: true).isEmpty)
    #expect(try files(set)["masks/002.png"] != before["masks/002.png"])
    #expect(try files(set)["images/002.png"] == before["images/002.png"])
  }

  /// Outlines without a class are one class, which is nothing to tell apart.
  @Test func anInvalidTaskIsNotWritten() throws {
    let set = try ForeignSet()
    try set.picture("slide.png", height: 20, width: 30)
    try set.text(
      "slide.geojson",
      #"[{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "#
        + #""coordinates": [[[2, 2], [12, 2], [12, 10], [2, 10], [2, 2]]]}}]"#)
    let refused = message { _ = try set.imported("qupath") { $0.kind = .regions } }
    #expect(refused.contains("no valid task can be made of it: classes: 1 for a classification task"))
    #expect(!FileManager.default.fileExists(atPath: set.out))
  }

  /// What only the samples tell is found while files are written: they go again.
  @Test func aFailedImportLeavesNothing() throws {
    let set = try ForeignSet()
    for split in ["train", "test"] {
      for name in ["a", "b"] { try set.picture("\(split)/\(name)/person1_\(split).png") }
    }
    let refused = message {
      _ = try set.imported("class-folders") { $0.group = try NamePattern("person[0-9]+", flag: "--group-pattern") }
    }
    #expect(refused.contains("the group \"person1\" is in"))
    #expect(!FileManager.default.fileExists(atPath: set.out))
  }
}
