import Foundation
import Imaging
import Statistics
import Testing

@testable import Demonstration

@Suite(.serialized) struct DemonstrationFilesTests {
  private static let few = DemonstrationCounts(train: 4, validation: 2, test: 3)

  @Test func equalSeedsGiveEqualBytes() throws {
    let first = try WrittenDemonstration(size: 32, counts: Self.few, seed: 7)
    let second = try WrittenDemonstration(size: 32, counts: Self.few, seed: 7)
    let other = try WrittenDemonstration(size: 32, counts: Self.few, seed: 8)
    defer { [first, second, other].forEach { $0.remove() } }
    let contents = try first.contents()
    #expect(contents.count == 5 * 9 + 4 + 3 + 3 + 1)
    #expect(try contents == second.contents())
    let changed = try other.contents()
    let pictures = contents.keys.filter { $0.contains("/images/") }
    #expect(pictures.allSatisfy { contents[$0] != changed[$0] })
  }

  /// A longer set starts with the same pictures: a picture depends on its own place alone.
  @Test func picturesDoNotDependOnTheirNumber() throws {
    let short = try WrittenDemonstration(size: 32, counts: DemonstrationCounts(train: 2, validation: 0, test: 1))
    let long = try WrittenDemonstration(size: 32, counts: Self.few)
    defer { [short, long].forEach { $0.remove() } }
    let all = try long.contents()
    for (name, bytes) in try short.contents() where name.contains("/images/") { #expect(all[name] == bytes) }
  }

  @Test func filesAreWhatTheirNamesSay() throws {
    let written = try WrittenDemonstration.shared.get()
    let starts: [(String, [UInt8])] = [
      ("chest/images/train-000.png", [0x89, 0x50, 0x4E, 0x47]), ("skin/images/train-000.jpg", [0xFF, 0xD8, 0xFF]),
      ("organs/masks/train-000.png", [0x89, 0x50, 0x4E, 0x47]), ("tissue/images/train-000.tif", [0x49, 0x49, 42, 0]),
    ]
    for (name, start) in starts {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(written.folder)/\(name)"))
      #expect([UInt8](bytes.prefix(start.count)) == start, "\(name)")
    }
    // Byte 24 of a PNG is its bit depth, byte 25 its colour type (0 = gray).
    let film = try Data(contentsOf: URL(fileURLWithPath: "\(written.folder)/chest/images/train-000.png"))
    #expect(film[24] == 16 && film[25] == 0)
  }

  @Test(arguments: ["chest", "skin", "organs"]) func tablesListEveryPictureOnce(_ set: String) throws {
    let written = try WrittenDemonstration.shared.get()
    let rows = try written.rows(set)
    let counts = WrittenDemonstration.counts
    #expect(rows.filter { $0["split"] == "train" }.count == counts.train)
    #expect(rows.filter { $0["split"] == "validation" }.count == counts.validation)
    #expect(rows.filter { $0["split"] == "test" }.count == counts.test)
    #expect(Set(rows.compactMap { $0["id"] }).count == rows.count)
    for row in rows {
      let picture = try written.picture(set, row["image"] ?? "")
      #expect(picture.height == WrittenDemonstration.size && picture.width == WrittenDemonstration.size)
    }
  }

  @Test func patternsAreIndependentAndBalanced() throws {
    let rows = try WrittenDemonstration.shared.get().rows("skin").filter { $0["split"] == "train" }
    let names = SkinPicture.Pattern.allCases.map(\.rawValue)
    let combinations = Dictionary(grouping: rows) { row in names.map { row[$0] ?? "" } }
    #expect(combinations.count == 8 && combinations.values.allSatisfy { $0.count == rows.count / 8 })
  }

  @Test func masksHoldTheValuesOfTheTaskFile() throws {
    let written = try WrittenDemonstration.shared.get()
    let task = try String(contentsOfFile: "\(written.folder)/organs/task.yaml", encoding: .utf8)
    #expect(task.contains("values: {0: muscle, 128: liver, 255: kidney}\nclasses: [muscle, liver, kidney]"))
    for row in try written.rows("organs") {
      let mask = try ImageReader.readLabels("\(written.folder)/organs/\(row["mask"] ?? "")", page: 0)
      #expect(Set(mask.values) == [0, 128, 255])
    }
  }

  @Test func boxesLieInsideAndBothKindsOccur() throws {
    let written = try WrittenDemonstration.shared.get()
    let truth = try CocoTruth("\(written.folder)/tissue/train.json")
    #expect(truth.images.count == WrittenDemonstration.counts.train)
    #expect(truth.categories.map(\.name) == ["round", "spindle"])
    for annotation in truth.annotations {
      let (x, y, width, height) = (annotation.bbox[0], annotation.bbox[1], annotation.bbox[2], annotation.bbox[3])
      #expect(x >= 0 && y >= 0 && x + width <= WrittenDemonstration.size && y + height <= WrittenDemonstration.size)
      #expect(width >= 3 && height >= 3 && annotation.area == width * height)
    }
    for kind in [1, 2] {
      let share = Double(truth.annotations.filter { $0.category_id == kind }.count) / Double(truth.annotations.count)
      #expect(share > 0.4 && share < 0.6)
    }
  }

  /// A box is tight: its pixels are darker in red than the rest, and every side touches the nucleus.
  @Test func boxesHoldTheNuclei() throws {
    let (planes, boxes) = TissuePicture.draw(size: 96, SampleRandom(seed: 3, task: "box"))
    #expect(!boxes.isEmpty)
    let red = planes[0]
    let middle = red.values.sorted()[red.values.count / 2]
    for box in boxes {
      let rows = box.y..<box.y + box.height
      let darkest = rows.flatMap { row in (box.x..<box.x + box.width).map { red.values[row * 96 + $0] } }.min()
      #expect((darkest ?? 1) < middle - 0.15)
    }
  }

  @Test func runFileNamesAllTasks() throws {
    let written = try WrittenDemonstration.shared.get()
    let text = try String(contentsOfFile: written.files.runPath, encoding: .utf8)
    #expect(written.files.taskPaths.count == 4)
    for path in written.files.taskPaths {
      #expect(FileManager.default.fileExists(atPath: path))
      #expect(text.contains("task: " + path.dropFirst(written.folder.count + 1)))
    }
  }

  @Test func anEarlierDemonstrationIsReplaced() throws {
    let written = try WrittenDemonstration(size: 32, counts: Self.few)
    defer { written.remove() }
    let before = try written.contents()
    let again = try DemonstrationData.write(to: written.folder, size: 32, counts: Self.few)
    #expect(try again == written.files && before == written.contents())
    let task = URL(fileURLWithPath: written.files.taskPaths[1])
    try Data("name: mine\n".utf8).write(to: task)
    #expect(throws: DemonstrationError.inTheWay(folder: written.folder, names: ["skin/task.yaml"])) {
      try DemonstrationData.write(to: written.folder, size: 32, counts: Self.few)
    }
    #expect(try String(contentsOf: task, encoding: .utf8) == "name: mine\n")
  }

  @Test(arguments: [
    ("chest/task.yaml", "chest/task.yaml"), ("tissue/train.json", "tissue"), ("demo.yaml", "demo.yaml"),
  ])
  func filesOfOthersAreKept(file: String, named: String) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/demonstration-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let url = URL(fileURLWithPath: "\(folder)/\(file)")
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: url)
    #expect(throws: DemonstrationError.inTheWay(folder: folder, names: [named])) {
      try DemonstrationData.write(to: folder, size: 32, counts: Self.few)
    }
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    #expect(Set(files) == Set([file, named]).union(file.contains("/") ? [String(file.split(separator: "/")[0])] : []))
    #expect(try String(contentsOf: url, encoding: .utf8) == "mine")
  }

  @Test(arguments: [0, 31, 1025]) func sizesOutsideTheRangeAreRefused(_ size: Int) {
    let folder = FileManager.default.temporaryDirectory.path + "/demonstration-\(UUID().uuidString)"
    #expect(throws: DemonstrationError.size(size)) { try DemonstrationData.write(to: folder, size: size) }
    #expect(!FileManager.default.fileExists(atPath: folder))
  }
}
