import Foundation
import Settings

/// Makes splits of a task: shares for validation and test, folds, nested training subsets; stratified, groups whole.
public struct TaskSplit {
  /// What is asked for.
  public struct Wish: Sendable {
    /// The share for test of the samples that are not listed otherwise, in 0..<1.
    public var test = 0.0
    /// The share for validation of the samples that are not listed otherwise, in 0..<1.
    public var validation = 0.0
    /// 0 makes none.
    public var folds = 0
    /// Percent of the training samples, ascending.
    public var percents: [Double] = []
    /// Random orders for the subsets.
    public var repeats = 1
    /// What every draw follows from.
    public var seed: UInt64 = 0
    /// Deals listed validation and test samples out again.
    public var ignoresListed = false

    /// Asks for nothing.
    public init() {}
  }

  /// What came out, for people.
  public struct Outcome: Sendable {
    /// The split to store.
    public let split: StoredSplit
    /// Groups, and samples without one: what is divided.
    public let units: Int
    /// Whether any sample has a group.
    public let hasGroups: Bool
    /// Class -> samples by split; the last row is samples of no class, if there are any. The background of masks is
    /// no row: every mask has it, so it is not counted.
    public let classes: [(name: String, counts: [Split: Int])]
    /// Sentences about what could not be as asked for.
    public let notes: [String]
  }

  private let description: TaskDescription
  private let wish: Wish

  /// A split of a task, not yet made.
  public init(_ description: TaskDescription, _ wish: Wish) {
    self.description = description
    self.wish = wish
  }

  /// Divides the samples.
  /// - Throws: `UsageError` for what cannot be asked for, `DataError` for what the data cannot give, with the numbers.
  public func run() throws -> Outcome {
    try checkWish()
    let (records, notes) = try Self.records(description)
    let strata = try StratumLabels.of(records, description)
    let background = description.labelType == .segmentation ? description.backgroundClass : nil
    var work = Work(
      records: records, strata: strata, wish: wish, path: description.sourcePath, classes: description.classes,
      background: background, notes: notes)
    try work.takeListed()
    try work.takeShares()
    try work.takeFolds()
    try work.takeSubsets()
    return work.outcome(task: description.name)
  }

  /// The records as the source lists them, and what makes a split of them doubtful.
  private static func records(_ description: TaskDescription) throws -> (records: [SampleRecord], notes: [String]) {
    let reading = try Dataset.read(description, usesStoredSplits: false)
    // A group in two splits is what a new split mends.
    try reading.findings.filter { $0.kind != Finding.Kind.groupInTwoSplits }.throwErrors()
    let doubts = reading.findings.filter { $0.kind == .noGroup }
    return (reading.records, doubts.map(\.clause))
  }

  private func checkWish() throws {
    guard wish.test + wish.validation < 1 else {
      throw UsageError("--test \(wish.test) and --validation \(wish.validation) leave nothing to train on")
    }
    if wish.folds == 1 { throw UsageError("--folds: found 1; 2 or more are needed") }
    let isAscending = zip(wish.percents, wish.percents.dropFirst()).allSatisfy { $0 < $1 }
    guard isAscending, wish.percents.allSatisfy({ $0 > 0 && $0 <= 100 }) else {
      throw UsageError("--subsets: found \(wish.percents); ascending percents above 0 and up to 100 are expected")
    }
  }
}

extension TaskSplit {
  /// The state of one run.
  private struct Work {
    let records: [SampleRecord]
    let strata: StratumLabels
    let wish: Wish
    let path: String
    let classes: [String]
    /// The class that masks are not counted for; nil where there are no masks.
    let background: Int?
    var notes: [String]
    var splits: [Split] = []
    var folds: [[Int]] = []
    var nested: [StoredSplit.Nested] = []

    // MARK: Splits

    /// Samples that the table names as validation or test stay so, unless they are to be dealt out again.
    mutating func takeListed() throws {
      splits = wish.ignoresListed ? records.map { _ in .train } : records.map(\.split)
      for (split, share, flag) in [(Split.test, wish.test, "--test"), (.validation, wish.validation, "--validation")] {
        let count = splits.count { $0 == split }
        if share > 0, count > 0 {
          throw UsageError(
            "\(flag) \(share): the table names \(count) \(split.rawValue) samples already; leave the flag out, "
              + "or give --ignore-listed to deal all samples out again")
        }
      }
      let groups = Dictionary(grouping: records.indices.filter { records[$0].group != nil }) { records[$0].group ?? "" }
      for name in groups.keys.sorted() {
        let found = Set((groups[name] ?? []).map { splits[$0].rawValue }).sorted()
        if found.count > 1 {
          throw DataError(
            .groupInTwoSplits, at: path, "the table puts the group \"\(name)\" into \(found.quoted)",
            allowed: "one split a group", hint: "mend the table, or give --ignore-listed to deal all samples out again")
        }
      }
    }

    mutating func takeShares() throws {
      let wanted = [(Split.test, wish.test), (.validation, wish.validation)].filter { $0.1 > 0 }
      guard !wanted.isEmpty else { return }
      let units = self.units(of: [.train])
      let left = 1 - wanted.reduce(0) { $0 + $1.1 }
      guard units.count > wanted.count else {
        throw DataError(
          .missingSplit, at: path, "\(units.count) \(noun(units.count)) cannot be \(wanted.count + 1) splits",
          allowed: "\(wanted.count + 1) or more")
      }
      let parts = Stratification.parts(
        units, labelCount: strata.count, shares: [left] + wanted.map(\.1), seed: wish.seed, purpose: "split")
      for (unit, part) in zip(units, parts) where part > 0 {
        for member in unit.members { splits[member] = wanted[part - 1].0 }
      }
      for (split, share) in wanted where !splits.contains(split) {
        throw DataError(
          .missingSplit, at: path,
          "a share of \(share) of \(records.count) samples in \(units.count) \(noun(units.count)) gives no "
            + "\(split.rawValue) sample",
          allowed: "a larger share")
      }
    }

    // MARK: Folds

    /// Training and validation samples in k parts.
    mutating func takeFolds() throws {
      guard wish.folds > 0 else { return }
      let units = self.units(of: [.train, .validation])
      guard units.count >= wish.folds else {
        throw DataError(
          .missingSplit, at: path, "\(units.count) \(noun(units.count)) cannot be \(wish.folds) folds",
          allowed: "at most \(units.count) folds")
      }
      let share = 1 / Double(wish.folds)
      let parts = Stratification.parts(
        units, labelCount: strata.count, shares: Array(repeating: share, count: wish.folds), seed: wish.seed,
        purpose: "folds")
      folds = (0..<wish.folds).map { fold in
        zip(units, parts).filter { $0.1 == fold }.flatMap(\.0.members).sorted()
      }
      if let empty = folds.firstIndex(where: \.isEmpty) {
        throw DataError(
          .missingSplit, at: path,
          "the \(units.count) \(noun(units.count)) are too uneven: fold \(empty) of \(wish.folds) is empty",
          allowed: "fewer folds")
      }
      noteRareClasses(units)
    }

    private mutating func noteRareClasses(_ units: [SplitUnit]) {
      for (label, name) in classes.enumerated() {
        let holders = units.count { $0.labels[label] != nil }
        if holders > 0, holders < wish.folds {
          notes.append(
            "class \"\(name)\" is in \(holders) \(noun(holders)) only, so some of the \(wish.folds) folds lack it")
        }
      }
    }

    // MARK: Subsets

    /// Each repeat deals the training units out to the differences between the subsets; beginnings of the order are
    /// then subsets, each inside the next.
    mutating func takeSubsets() throws {
      let percents = wish.percents.filter { $0 < 100 }
      guard !percents.isEmpty else { return }
      let units = self.units(of: [.train])
      guard units.count > percents.count else {
        throw DataError(
          .missingSplit, at: path,
          "\(units.count) training \(noun(units.count)) cannot be \(percents.count) nested subsets",
          allowed: "at most \(units.count - 1)")
      }
      for number in 0..<wish.repeats {
        let seed = wish.seed &+ UInt64(number)
        let shares = zip(percents + [100], [0] + percents).map { ($0 - $1) / 100 }
        let parts = Stratification.parts(
          units, labelCount: strata.count, shares: shares, seed: seed, purpose: "subsets")
        nested.append(try order(units, parts, percents, seed: seed))
      }
    }

    private func order(
      _ units: [SplitUnit], _ parts: [Int], _ percents: [Double], seed: UInt64
    ) throws -> StoredSplit.Nested {
      var order: [String] = []
      var counts: [String: Int] = [:]
      for (part, percent) in percents.enumerated() {
        let own = zip(units, parts).filter { $0.1 == part }
          .map { ($0.0.rank(seed: seed, purpose: "order"), $0.0) }.sorted { $0.0 < $1.0 }
        order += own.flatMap(\.1.members).map { records[$0].id }
        if order.isEmpty {
          let count = units.reduce(0) { $0 + $1.members.count }
          throw DataError(
            .missingSplit, at: path,
            "\(TaskDescription.SplitChoice.key(percent)) percent of \(count) training samples in \(units.count) "
              + "\(noun(units.count)) is none",
            allowed: "a larger percent")
        }
        counts[TaskDescription.SplitChoice.key(percent)] = order.count
      }
      return StoredSplit.Nested(seed: seed, order: order, counts: counts)
    }

    // MARK: Result

    private func units(of wanted: [Split]) -> [SplitUnit] {
      let places = records.indices.filter { wanted.contains(splits[$0]) }
      return SplitUnit.all(records, places, labels: strata.labels)
    }

    private func noun(_ count: Int) -> String {
      let word = records.contains { $0.group != nil } ? "group" : "sample"
      return count == 1 ? word : word + "s"
    }

    func outcome(task: String) -> Outcome {
      func ids(_ split: Split) -> [String] {
        records.indices.filter { splits[$0] == split }.map { records[$0].id }.sortedIds
      }
      let stored = StoredSplit(
        schemaVersion: StoredSplit.currentVersion, task: task, seed: wish.seed,
        idsHash: StoredSplit.hash(records), samples: records.count, train: ids(.train), validation: ids(.validation),
        test: ids(.test), folds: folds.map { $0.map { records[$0].id }.sortedIds }, nested: nested)
      return Outcome(
        split: stored, units: units(of: Split.allCases).count, hasGroups: records.contains { $0.group != nil },
        classes: classCounts, notes: strata.notes + notes)
    }

    private var classCounts: [(name: String, counts: [Split: Int])] {
      var counts = [[Split: Int]](repeating: [:], count: strata.count)
      for place in records.indices {
        for label in strata.labels[place] { counts[label][splits[place], default: 0] += 1 }
      }
      let names = classes + ["none of these"]
      let shown = names.indices.filter { $0 != background && (!counts[$0].isEmpty || $0 < classes.count) }
      return shown.map { (name: names[$0], counts: counts[$0]) }
    }
  }
}

extension [String] {
  fileprivate var sortedIds: [String] { sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
}
