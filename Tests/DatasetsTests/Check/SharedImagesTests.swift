import GoldenArrays
import Testing

@testable import Datasets

/// Tasks over the same images, of which each holds a share out.
@Suite struct SharedImagesTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for number in 0..<40 {
      try folder.png("\(number).png", GeneratedImages.noise(height: 8, width: 8, seed: number))
    }
  }

  /// - Parameter isFirst: whether an image, by its number, is of the first class.
  private func task(
    _ name: String, validation: Double = 0, split: String? = nil, _ isFirst: (Int) -> Bool = { $0 % 2 == 0 }
  ) throws -> TaskDescription {
    let rows = (0..<40).map { "\($0).png,\(isFirst($0) ? "x" : "y")" + (split.map { ",\($0)" } ?? "") }
    let header = "image,label" + (split == nil ? "" : ",split")
    let table = try folder.write("\(name).csv", ([header] + rows).joined(separator: "\n") + "\n")
    return makeDescription(
      .classification, source: .table(table), classes: ["x", "y"], root: folder.path, name: name,
      validation: validation)
  }

  private func leaks(_ tasks: TaskDescription...) throws -> [Finding] {
    let verified = try tasks.map { try Dataset.open($0).verifyReadable(policy: .stop, cache: nil) }
    return Verification.leaks(between: verified)
  }

  @Test func equalSharesHoldTheSameImagesOut() throws {
    #expect(try leaks(task("one", validation: 0.2), task("two", validation: 0.2)).isEmpty)
  }

  /// The encoder learns from these images through the other task, so their scores are too good.
  @Test func whatAnotherTaskTrainsOnIsAWarning() throws {
    let found = try leaks(task("one", validation: 0.2), task("two"))
    #expect(found.map(\.severity) == [.warning] && found.map(\.kind) == [.duplicateAcrossTasks])
    let told = found.first?.found ?? ""
    #expect(told.contains("the validation share of one drew, so ") && told.contains(": 8 through two, "), "\(told)")
    #expect(told.contains(", such as two ") && told.contains(" (train), one ") && told.hasSuffix(" (validation)"))
    // Other classes draw others: few, and both tasks are told.
    let unlike = try leaks(task("one", validation: 0.2), task("two", validation: 0.2) { $0 < 10 })
    #expect(unlike.count == 2 && unlike.allSatisfy { $0.severity == .warning }, "\(unlike)")
    #expect(!unlike.contains { $0.found.contains(" 8 through ") }, "\(unlike)")
    // Each task that holds images out is told, though equal shares drew the same ones.
    let three = try leaks(task("one"), task("two", validation: 0.2), task("three", validation: 0.2))
    #expect(three.count == 2, "\(three)")
    for held in ["two", "three"] { #expect(three.contains { $0.found.contains(" (train), \(held) ") }, "\(three)") }
    // Each task that trains on them is named with the number of all images, whoever else trains on some of them.
    let several = try leaks(
      task("one", validation: 0.2) { $0 < 10 }, task("two"), task("three", validation: 0.2))
    #expect(several.count == 2 && several.allSatisfy { $0.found.contains(", 8 through two, such as") }, "\(several)")
    #expect(several[0].found.contains(" through three, ") && several[1].found.contains(" through one, "))
  }

  /// The check tells it before a training does, and within a task nothing is a leak.
  @Test func theCheckComparesWhatIsHeldOut() throws {
    func findings(_ second: Double) throws -> [[Finding]] {
      let paths = try [("one", 0.2), ("two", second)].map { name, share in
        _ = try task(name)
        let text = "schema_version: 1\nname: \(name)\nlabel_type: classification\nmodality: natural\n"
        return try folder.write(
          "\(name).yaml", text + "classes: [x, y]\ntable: \(name).csv\nvalidation: \(share)\n")
      }
      let reports = try TaskCheck(cache: nil, threads: 1).run(paths: paths)
      return reports.map { $0.findings.filter { $0.kind == .duplicateAcrossTasks || $0.severity == .error } }
    }
    let unequal = try findings(0)
    #expect(unequal.map(\.count) == [1, 0] && unequal[0].allSatisfy { $0.severity == .warning }, "\(unequal)")
    #expect(unequal[0].first?.found.contains(": 8 through two, such as ") == true)
    #expect(try findings(0.2).allSatisfy(\.isEmpty))
  }

  /// Tasks may share a table, and with it the places of their rows.
  @Test func ofTwoTasksOnOneTableTheRightOneIsTold() throws {
    _ = try task("one")
    let paths = try [("one", 0), ("two", 0.2)].map { name, share in
      let text = "schema_version: 1\nname: \(name)\nlabel_type: classification\nmodality: natural\n"
      return try folder.write("\(name).yaml", text + "classes: [x, y]\ntable: one.csv\nvalidation: \(share)\n")
    }
    let reports = try TaskCheck(cache: nil, threads: 1).run(paths: paths)
    #expect(reports.map { $0.findings.count { $0.kind == .duplicateAcrossTasks } } == [0, 1])
  }

  /// However many errors there are, no task is left out.
  @Test func everyTaskIsTold() throws {
    let names = ["a", "b", "c", "d", "e"]
    let tasks = try names.enumerated().map { number, name in
      try task(name, validation: 0.2) { ($0 + number) % (number + 2) == 0 }
    }
    let verified = try (tasks + [task("listed", split: "test")]).map {
      try Dataset.open($0).verifyReadable(policy: .stop, cache: nil)
    }
    let found = Verification.leaks(between: verified)
    #expect(found.only(.error).count == 11)
    let warned = found.only(.warning).map(\.found)
    #expect(warned.count == 5, "\(warned)")
    for name in names { #expect(warned.contains { $0.contains("the validation share of \(name) drew") }) }
  }

  @Test func whatTheTablesListIsAnError() throws {
    let found = try leaks(task("one", validation: 0.2), task("two", split: "test"))
    // All 40 images, but the eight that the first task does not train on.
    #expect(found.count == 11 && found.allSatisfy { $0.severity == .error })
    #expect(found.last?.found == "22 more of these; umedpt check tells them all")
  }
}
