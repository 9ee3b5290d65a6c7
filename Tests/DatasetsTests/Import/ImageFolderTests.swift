import GoldenArrays
import Testing

@testable import Datasets

/// Where the images of a list are looked for.
@Suite struct ImageFolderTests {
  private func table(_ set: ForeignSet, _ list: String, _ names: [String]) throws {
    try set.text(list, "image,label\n" + names.enumerated().map { "\($1),\($0 % 2)\n" }.joined())
  }

  private func notes(_ made: Imported) -> [String] {
    made.result.report.notes.filter { $0.contains("the images are taken from") }
  }

  /// Another data set beside it has images of the same names.
  @Test func theListsOwnFolderGoesFirst() throws {
    let set = try ForeignSet()
    for name in ["000.png", "001.png"] {
      try set.picture("A/deep/er/\(name)")
      try set.picture("B/\(name)")
    }
    try table(set, "A/labels.csv", ["000.png", "001.png"])
    let made = try set.imported("table", "A/labels.csv")
    #expect(made.data.allSamples.allSatisfy { $0.imagePaths[0].contains("/A/deep/er/") } && notes(made).isEmpty)
  }

  /// They may be those of the names and only lie elsewhere, so nothing outside is taken.
  @Test func otherImagesInTheOwnFolderKeepOutsideOnesOut() throws {
    let set = try ForeignSet()
    for name in ["A/x.png", "B/000.png", "B/001.png"] { try set.picture(name) }
    try table(set, "A/labels.csv", ["000.png", "001.png"])
    let found = message { _ = try set.imported("table", "A/labels.csv") }
    #expect(found.contains("none of the listed images exists, the first is \"000.png\""), "\(found)")
    #expect(found.contains("with --images DIR; \(set.path("B")), outside of the list's folder, holds some"), "\(found)")
    let given = try set.imported("table", "A/labels.csv") { $0.images = set.path("B") }
    #expect(given.ids(.train) == ["000.png", "001.png"])
  }

  @Test func aFolderOutsideIsTold() throws {
    let set = try ForeignSet()
    for name in ["pictures/000.png", "pictures/001.png"] { try set.picture(name) }
    try table(set, "lists/labels.csv", ["000.png", "001.png"])
    let made = try set.imported("table", "lists/labels.csv")
    #expect(
      notes(made) == [
        "the images are taken from \(set.path("pictures")), outside of the list's folder; --images DIR names another"
      ])
    try set.picture("others/000.png")
    try set.picture("others/001.png")
    let found = message { _ = try set.imported("table", "lists/labels.csv") { $0.overwrites = true } }
    #expect(found.contains("in several folders outside of its own: \"\(set.path("others"))\", "), "\(found)")
    #expect(found.hasSuffix("allowed: one of them; name it with --images DIR"), "\(found)")
  }

  /// Pictures of another data set share some of the names; only most of them would be more than chance.
  @Test(arguments: [("B/train", 4, false), ("images/train", 1, false), ("images/train", 2, true)])
  func foldersBelowOnesBesideAreTakenWithCare(folder: String, count: Int, isTaken: Bool) throws {
    let set = try ForeignSet()
    for number in 0..<count { try set.picture("\(folder)/\(number).png") }
    try table(set, "lists/labels.csv", (0..<4).map { "\($0).png" })
    let found = message { _ = try set.imported("table", "lists/labels.csv") }
    #expect(found.contains("none of the listed images exists") != isTaken, "\(found)")
  }

  @Test func severalFoldersInsideAreTold() throws {
    let set = try ForeignSet()
    for folder in ["annotations", "images"] { for name in ["0.png", "1.png"] { try set.picture("\(folder)/\(name)") } }
    try table(set, "labels.csv", ["0.png", "1.png"])
    let made = try set.imported("table", "labels.csv")
    #expect(made.data.allSamples.allSatisfy { $0.imagePaths[0].contains("/images/") })
    #expect(notes(made).count == 1 && notes(made)[0].contains("in \"\(set.path("annotations"))\"; --images"))
  }

  @Test(arguments: ["train.csv", "lists/train.csv"]) func theFolderOfTheSplitGoesFirst(list: String) throws {
    let set = try ForeignSet()
    for folder in ["a_test", "b_train"] { for name in ["0.png", "1.png"] { try set.picture("\(folder)/\(name)") } }
    try table(set, list, ["0.png", "1.png"])
    let made = try set.imported("table", list)
    #expect(made.data.allSamples.allSatisfy { $0.imagePaths[0].contains("/b_train/") })
    #expect(notes(made).count == (list.hasPrefix("lists") ? 1 : 0))
  }

  @Test(arguments: [("table", "label"), ("findings", "Edema,Fracture")]) func namesWithoutAnEndingAreHinted(
    format: String, columns: String
  ) throws {
    let set = try ForeignSet()
    for name in ["001", "002"] { try set.picture("deep/er/\(name).png") }
    let cells = columns.contains(",") ? ["1,0", "0,1"] : ["x", "y"]
    try set.text("list.csv", "image_id,\(columns)\n001,\(cells[0])\n002,\(cells[1])\n")
    let found = message { _ = try set.imported(format, "list.csv") }
    let there = set.path("deep/er/001.png")
    #expect(found.contains("the first is \"001\""))
    #expect(found.contains("there as \(there): give the names their ending with --column 'image={image_id}.png'"))
    let made = try set.imported(format, "list.csv") { $0.columns = ["image": "{image_id}.png"] }
    #expect(made.data.samples(.train)[0].imagePaths[0].hasSuffix("/deep/er/001.png"))
    // Endings that are there are not the fault.
    try set.text("other.csv", "image,\(columns)\n009.png,\(cells[0])\n008.png,\(cells[1])\n")
    #expect(!message { _ = try set.imported(format, "other.csv") { $0.overwrites = true } }.contains("--column"))
  }

  /// The names of CheXpert begin with the folder of its lists.
  @Test func aRenamedFolderIsNamed() throws {
    let set = try ForeignSet()
    for name in ["0.png", "1.png"] {
      try set.picture("chex/train/\(name)")
      try set.picture("CheXpert/train/\(name)")
    }
    try table(set, "chex/train.csv", ["CheXpert/train/0.png", "CheXpert/train/1.png"])
    let found = message { _ = try set.imported("table", "chex/train.csv") }
    #expect(found.contains("none of the listed images exists"), "\(found)")
    let own = try set.imported("table", "chex/train.csv") { $0.images = set.source }
    #expect(own.data.allSamples.allSatisfy { $0.imagePaths[0].contains("/CheXpert/") })
    try set.text("lone/train.csv", "image,label\nOther/train/0.png,0\nOther/train/1.png,1\n")
    for name in ["0.png", "1.png"] { try set.picture("lone/train/\(name)") }
    let lone = message { _ = try set.imported("table", "lone/train.csv") { $0.overwrites = true } }
    #expect(lone.contains("or give \(set.path("lone")) the name \"Other\", which they begin with"), "\(lone)")
  }
}
