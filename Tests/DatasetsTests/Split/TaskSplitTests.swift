import GoldenArrays
import Imaging
import Testing

@testable import Datasets

@Suite struct TaskSplitTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// 60 samples of classes a, b (2 : 1), perhaps three to a patient.
  private func task(_ more: String = "", grouped: Bool = false, rows: Int = 60, splits: Bool = false) throws
    -> TaskDescription
  {
    try folder.png("x.png", GeneratedImages.noise(height: 4, width: 4, seed: 1))
    var table = "id,image,label" + (grouped ? ",group" : "") + (splits ? ",split" : "") + "\n"
    for row in 0..<rows {
      table += "00\(row),x.png,\(row % 3 == 0 ? "b" : "a")"
      table += (grouped ? ",p\(row / 3)" : "") + (splits ? ",\(row < 12 ? "test" : "train")" : "") + "\n"
    }
    try folder.write("samples.csv", table)
    return try describe(text(more), folder: folder.path)
  }

  private func text(_ more: String) -> String {
    """
    schema_version: 1
    name: t
    label_type: classification
    modality: natural
    table: samples.csv
    classes: [a, b]
    \(more)
    """
  }

  private func split(_ task: TaskDescription, _ change: (inout TaskSplit.Wish) -> Void) throws -> TaskSplit.Outcome {
    var wish = TaskSplit.Wish()
    change(&wish)
    return try TaskSplit(task, wish).run()
  }

  private func store(_ outcome: TaskSplit.Outcome) throws { try folder.write("splits.json", outcome.split.text()) }

  private func opened(_ splits: String) throws -> Dataset {
    try Dataset.open(describe(text("splits: \(splits)"), folder: folder.path))
  }

  private func ids(_ splits: String, _ split: Split) throws -> Set<String> {
    Set(try opened(splits).samples(split).map(\.id))
  }

  /// Case O12 where it arises: a split of images that look like several of one patient.
  @Test func idsThatLookLikePatientsAreTold() throws {
    try folder.png("x.png", GeneratedImages.noise(height: 4, width: 4, seed: 1))
    let rows = (0..<12).map { "p0\($0 / 3)_\($0 % 3),x.png,\($0 % 2 == 0 ? "a" : "b")\n" }.joined()
    try folder.write("samples.csv", "id,image,label\n" + rows)
    let outcome = try split(describe(text(""), folder: folder.path)) { $0.test = 0.3 }
    #expect(outcome.notes.contains { $0.hasPrefix("there is no group column, and ids look like") }, "\(outcome.notes)")
    #expect(try split(task()) { $0.test = 0.3 }.notes == [])
  }

  @Test func sharesAreStratifiedAndRead() throws {
    let outcome = try split(task()) { wish in
      wish.test = 0.3
      wish.validation = 0.1
    }
    #expect((outcome.split.train.count, outcome.split.validation.count, outcome.split.test.count) == (36, 6, 18))
    #expect(outcome.classes.map { $0.counts[.test] } == [12, 6])
    try store(outcome)
    let data = try opened("splits.json")
    #expect(Set(data.samples(.test).map(\.id)) == Set(outcome.split.test) && data.samples(.validation).count == 6)
    #expect(outcome.split.test.allSatisfy { $0.hasPrefix("00") })
  }

  @Test func theSameSeedGivesTheSameBytesInAnyOrder() throws {
    let first = try split(task()) { $0.test = 0.25 }
    let rows = try String(contentsOfFile: folder.path("samples.csv"), encoding: .utf8).split(separator: "\n")
    try folder.write("samples.csv", ([rows[0]] + rows.dropFirst().reversed()).joined(separator: "\n"))
    let task = try describe(text(""), folder: folder.path)
    #expect(try split(task) { $0.test = 0.25 }.split.text() == first.split.text())
    let other = try split(task) { wish in
      wish.test = 0.25
      wish.seed = 1
    }
    #expect(other.split.test != first.split.test)
  }

  @Test func groupsAreNeverDivided() throws {
    let outcome = try split(task(grouped: true)) { wish in
      wish.test = 0.2
      wish.folds = 4
      wish.percents = [10, 50]
      wish.repeats = 2
    }
    func patients(_ ids: some Sequence<String>) -> Set<Int> { Set(ids.map { (Int($0) ?? 0) / 3 }) }
    #expect(patients(outcome.split.train).isDisjoint(with: patients(outcome.split.test)))
    let folds = outcome.split.folds.map(patients)
    #expect(folds.reduce(0) { $0 + $1.count } == patients(outcome.split.train).count)
    for nested in outcome.split.nested {
      for count in nested.counts.values {
        let within = nested.order.prefix(count)
        let beyond = Set(outcome.split.train).subtracting(within)
        #expect(patients(within).isDisjoint(with: patients(beyond)))
        #expect(count % 3 == 0)
      }
    }
    try store(outcome)
    #expect(try opened("splits.json").findings.allSatisfy { $0.severity != .error })
  }

  @Test func smallSubsetsLieInLargeOnes() throws {
    let outcome = try split(task(rows: 600)) { wish in
      wish.test = 0.3
      wish.percents = [1, 5, 10, 25, 50, 100]
      wish.repeats = 5
    }
    try store(outcome)
    var draws: Set<Set<String>> = []
    for number in 0..<5 {
      var last: Set<String> = []
      for (percent, count) in [(1, 4), (5, 21), (10, 42), (25, 105), (50, 210), (100, 420)] {
        let own = try ids("{file: splits.json, percent: \(percent), repeat: \(number)}", .train)
        #expect(abs(own.count - count) <= 1, "\(percent): \(own.count)")
        #expect(last.isSubset(of: own))
        last = own
      }
      let tenth = try opened("{file: splits.json, percent: 10, repeat: \(number)}").samples(.train)
      #expect((13...15).contains(tenth.count { $0.annotation == .classIndex(1) }))
      draws.insert(Set(tenth.map(\.id)))
    }
    #expect(draws.count == 5)
    // The test split is whole whatever the subset.
    #expect(try ids("{file: splits.json, percent: 1}", .test).count == 180)
  }

  @Test func foldsCoverEverythingOnce() throws {
    try store(split(task()) { $0.folds = 5 })
    var seen: Set<String> = []
    for fold in 0..<5 {
      let data = try opened("{file: splits.json, fold: \(fold)}")
      let own = Set(data.samples(.validation).map(\.id))
      #expect(own.count == 12 && seen.isDisjoint(with: own) && data.samples(.train).count == 48)
      #expect(data.samples(.validation).count { $0.annotation == .classIndex(1) } == 4)
      seen.formUnion(own)
    }
    #expect(seen.count == 60)
    #expect(message { _ = try opened("{file: splits.json, fold: 5}") }.contains("there is no fold 5; allowed: 0 to 4"))
    #expect(message { _ = try opened("{file: splits.json, percent: 5}") }.contains("the file has no subsets"))
  }

  @Test func aChangedTableIsNoticed() throws {
    try store(split(task(grouped: true)) { $0.test = 0.2 })
    let table = try String(contentsOfFile: folder.path("samples.csv"), encoding: .utf8)
    try folder.write("samples.csv", table.replacing("007,", with: "new,"))
    let changed = message { _ = try opened("splits.json") }
    #expect(
      changed.contains(
        "splits.json: the split was made for 60 samples of t, the table has 60; new: \"new\"; gone: \"007\""))
    #expect(changed.contains("split again"))
    try folder.write("samples.csv", table.replacing(",p3\n", with: ",p4\n"))
    #expect(message { _ = try opened("splits.json") }.contains("groups have changed"))
    try folder.write("samples.csv", table)
    #expect(message { _ = try opened("splits.json") }.isEmpty)
  }

  @Test func listedSplitsStay() throws {
    let task = try task(splits: true)
    let outcome = try split(task) { $0.validation = 0.25 }
    #expect(outcome.split.test == (0..<12).map { "00\($0)" }.sorted() && outcome.split.validation.count == 12)
    let refused = message { _ = try split(task) { $0.test = 0.2 } }
    #expect(refused.contains("the table names 12 test samples already") && refused.contains("--ignore-listed"))
    let anew = try split(task) { wish in
      wish.test = 0.2
      wish.ignoresListed = true
    }
    #expect(anew.split.test.count == 12 && anew.split.test != outcome.split.test)
  }

  @Test func impossibleWishesNameTheNumbers() throws {
    let grouped = try task(grouped: true, rows: 9)
    #expect(
      message { _ = try split(grouped) { $0.folds = 5 } }.contains(
        "3 groups cannot be 5 folds; allowed: at most 3 folds"))
    #expect(
      message { _ = try split(grouped) { $0.percents = [1, 5, 10] } }.contains(
        "3 training groups cannot be 3 nested subsets"))
    #expect(message { _ = try split(grouped) { $0.folds = 1 } }.contains("--folds: found 1"))
    #expect(message { _ = try split(grouped) { $0.percents = [10, 5] } }.contains("ascending percents"))
    let one = try task(rows: 1)
    #expect(message { _ = try split(one) { $0.test = 0.5 } }.contains("1 sample cannot be 2 splits"))
    let few = try task(rows: 20)
    #expect(
      message { _ = try split(few) { $0.percents = [1] } }.contains(
        "1 percent of 20 training samples in 20 samples is none"))
    #expect(message { _ = try split(few) { $0.test = 0.01 } }.contains("gives no test sample"))
  }

  @Test func rareClassesAreNoted() throws {
    _ = try task(rows: 20)
    let table = (0..<20).map { "\($0),x.png,\($0 < 2 ? "b" : "a")" }.joined(separator: "\n")
    try folder.write("samples.csv", "id,image,label\n" + table)
    let outcome = try split(describe(text(""), folder: folder.path)) { $0.folds = 4 }
    #expect(outcome.notes == ["class \"b\" is in 2 samples only, so some of the 4 folds lack it"])
  }

  @Test func masksAreStratifiedByTheirClasses() throws {
    var table = "image,mask\n"
    for number in 0..<20 {
      try folder.png("i\(number).png", GeneratedImages.noise(height: 4, width: 4, seed: number))
      let value: UInt16 = number < 4 ? 2 : number < 10 ? 1 : 0
      try folder.png(
        "m\(number).png", GeneratedImages.mask(height: 4, width: 4, rows: 0..<2, columns: 0..<2, value: value))
      table += "i\(number).png,m\(number).png\n"
    }
    try folder.write("samples.csv", table)
    let task = try describe(
      text("").replacing("classification", with: "segmentation").replacing("[a, b]", with: "[background, a, b]"),
      folder: folder.path)
    let outcome = try split(task) { $0.test = 0.5 }
    // The background is not counted, so nothing is said of it.
    #expect(outcome.classes.map { $0.counts[.test] ?? 0 } == [3, 2, 5])
    #expect(outcome.classes.map(\.name) == ["a", "b", "none of these"])
  }

  @Test func storedFilesAreChecked() throws {
    _ = try task()
    #expect(message { _ = try opened("gone.json") }.contains("gone.json: the file does not exist"))
    try folder.write("splits.json", "{\"seed\": 1}")
    #expect(message { _ = try opened("splits.json") }.contains("a file that `umedpt split` wrote"))
    #expect(message { _ = try opened("{file: splits.json, repeat: 2}") }.contains("add percent: NUMBER"))
    #expect(message { _ = try opened("{file: splits.json, percent: 0}") }.contains("splits.percent"))
  }

  @Test func editedFilesAreRefused() throws {
    let made = try split(task()) { wish in
      wish.test = 0.2
      wish.percents = [50]
    }.split
    func refusal(train: [String], counts: [String: Int] = [:]) throws -> String {
      let nested = made.nested.map { StoredSplit.Nested(seed: $0.seed, order: $0.order, counts: counts) }
      let edited = StoredSplit(
        schemaVersion: made.schemaVersion, task: made.task, seed: made.seed, idsHash: made.idsHash,
        samples: made.samples, train: train, validation: made.validation, test: made.test, folds: made.folds,
        nested: nested)
      try folder.write("splits.json", edited.text())
      return message { _ = try opened("splits.json") }
    }
    #expect(try refusal(train: made.train).isEmpty)
    let doubled = try refusal(train: made.train + [made.test[0]])
    #expect(doubled.contains("train, validation and test name \"\(made.test[0])\" more than once"), "\(doubled)")
    let lost = try refusal(train: Array(made.train.dropLast()))
    #expect(lost.contains("it lists 59 ids for 60 samples; split again"), "\(lost)")
    let counted = try refusal(train: made.train, counts: ["50": -1])
    #expect(counted.contains("repeat 0 counts -1 of"), "\(counted)")
  }

  @Test func masksAreReadWithTheLimitOfTheDescription() throws {
    let path = try folder.png("m.png", GeneratedImages.mask(height: 4, width: 4, rows: 0..<2, columns: 0..<2))
    let record = SampleRecord(
      id: "m", imagePaths: [folder.path("i.png")], split: .train, annotation: .mask(path), place: "")
    func notes(_ limit: Int?) throws -> [String] {
      let task = TaskDescription(
        path: "t.yaml", name: "t", labelType: .segmentation, modality: .natural, source: .table(""),
        classes: ["background", "a"], root: "/", pixelLimit: limit)
      return try StratumLabels.of([record], task).notes
    }
    #expect(try notes(nil).isEmpty)
    #expect(try notes(15).count == 1)
  }
}
