import Foundation

/// What can be wrong with a list of samples before any image is opened.
enum RecordChecks {
  static func findings(_ reading: SourceReading, _ description: TaskDescription) -> [Finding] {
    let records = reading.records
    guard !records.isEmpty else { return reading.isWhole ? [noSamples(description)] : [] }
    var found = doubledIds(records)
    found += pathsThatEndEarly(records)
    found += KindChecks.findings(records, description)
    found += groupsInTwoSplits(records, description)
    found += missingFiles(records, description)
    found += CaseChannels.findings(records, description)
    if reading.isWhole { found += absences(records, description) }
    found += KeyChecks.findings(records, description)
    found += RowChecks.findings(records, description)
    found += GroupGuess.finding(records, description).map { [$0] } ?? []
    return found
  }

  /// Splits, classes and labels that no sample has.
  private static func absences(_ records: [SampleRecord], _ description: TaskDescription) -> [Finding] {
    missingSplits(records, description) + untrainedClasses(records, description) + unknownLabels(records, description)
  }

  private static func noSamples(_ description: TaskDescription) -> Finding {
    Finding(
      .error, .noFiles, at: description.sourcePath, "no sample was found", allowed: "one or more",
      hint: "check the path and the names of the class folders or the rows of the table")
  }

  private static func doubledIds(_ records: [SampleRecord]) -> [Finding] {
    let doubled = Dictionary(grouping: records, by: \.id).filter { $0.value.count > 1 }
    return doubled.keys.sorted().map { id in
      let places = doubled[id, default: []].map(\.place)
      return Finding(
        .error, .duplicateId, at: places[0], "the id \"\(id)\" is used \(places.count) times, also at \(places[1])",
        allowed: "one sample an id", hint: "remove a line, or give an id column")
    }
  }

  /// The file system reads a name up to its first NUL byte, so another file than the listed one would be opened.
  private static func pathsThatEndEarly(_ records: [SampleRecord]) -> [Finding] {
    records.filter { record in record.files.contains { $0.utf8.contains(0) } }.map { record in
      let id = record.id.replacing("\0", with: "\\0")
      return Finding(
        .error, .annotation, at: record.place, "a path of \"\(id)\" holds a NUL byte",
        allowed: "names that a file can have", hint: "write the path again, as UTF-8")
    }
  }

  private static func groupsInTwoSplits(_ records: [SampleRecord], _ description: TaskDescription) -> [Finding] {
    let groups = Dictionary(grouping: records.filter { $0.group != nil }, by: { $0.group ?? "" })
    return groups.keys.sorted().compactMap { name in
      let members = groups[name, default: []]
      let splits = Set(members.map(\.split)).map(\.rawValue).sorted()
      guard splits.count > 1 else { return nil }
      return Finding(
        .error, .groupInTwoSplits, at: description.sourcePath,
        "the group \"\(name)\" is in \(splits.quoted) (\(members.map(\.id).quoted(atMost: 4)))",
        allowed: "one split a group", hint: "move all of its samples to one split")
    }
  }

  private static func missingFiles(_ records: [SampleRecord], _ description: TaskDescription) -> [Finding] {
    let missing = records.flatMap { record in record.files.map { (record, $0) } }
      .filter { !FileManager.default.fileExists(atPath: $0.1) }
    let all = records.reduce(0) { $0 + $1.files.count }
    if missing.count == all {
      return [
        Finding(
          .error, .noFiles, at: description.sourcePath, "none of the \(all) files exists, the first is \(missing[0].1)",
          hint: MissingFile.hint(missing[0].1) ?? "set root: to the folder that the listed paths start from")
      ]
    }
    return missing.map { record, path in
      Finding(
        .warning, .missingFile, at: record.place,
        "the file \(path) of \"\(record.id)\" \(MissingFile.predicate(path))", hint: MissingFile.hint(path))
    }
  }

  private static func missingSplits(_ records: [SampleRecord], _ description: TaskDescription) -> [Finding] {
    let present = Set(records.map(\.split))
    var found: [Finding] = []
    if !present.contains(.train) {
      // No reason to refuse a set that is only evaluated; for `check` it is an error.
      found.append(
        Finding(
          .warning, .noFiles, at: description.sourcePath, "there is no training sample",
          hint: "mark samples with train in the split column (or put them below a train folder)"))
    }
    if !present.contains(.test) {
      found.append(
        Finding(
          .note, .missingSplit, at: description.sourcePath, "there is no test sample",
          hint: "name test samples in a split column (or a test folder) to evaluate on them"))
    }
    if present.contains(.validation), description.validation > 0 {
      found.append(
        Finding(
          .warning, .missingSplit, at: "\(description.path): validation",
          "the source names validation samples, so nothing more is held out", hint: "remove the key"))
    }
    return found + emptyHoldOut(records, description)
  }

  /// A share of less than half a sample, or of one group.
  private static func emptyHoldOut(_ records: [SampleRecord], _ description: TaskDescription) -> [Finding] {
    let share = description.validation
    let splits = Set(records.map(\.split))
    guard share > 0, splits.contains(.train), !splits.contains(.validation) else { return [] }
    let divided = Splits.holdOut(records, share: share)
    guard !divided.contains(where: { $0.split == .validation }) else { return [] }
    let training = records.filter { $0.split == .train }
    let hasGroups = training.contains { $0.group != nil }
    return [
      Finding(
        .warning, .missingSplit, at: "\(description.path): validation",
        "\(share) of \(training.count) training samples holds out none",
        hint: hasGroups ? "take a larger share; groups are held out as a whole" : "take a larger share")
    ]
  }

  /// All labels may be unknown where a sample has several.
  private static func unknownLabels(_ records: [SampleRecord], _ description: TaskDescription) -> [Finding] {
    let states = records.filter { $0.split == .train }.compactMap { record -> [LabelState]? in
      if case .labels(let states) = record.annotation { states } else { nil }
    }
    guard !states.isEmpty, states.allSatisfy({ $0.allSatisfy { $0 == .unknown } }) else { return [] }
    return [
      Finding(
        .warning, .emptyClass, at: description.sourcePath,
        "every label of all training samples is unknown, so nothing is learned",
        hint: "see the columns of the classes, and the keys positive: and uncertain:")
    ]
  }

  /// Classes without a training sample; masks are not opened here, and class folders report the empty ones themselves.
  private static func untrainedClasses(_ records: [SampleRecord], _ description: TaskDescription) -> [Finding] {
    if description.labelType == .segmentation { return [] }
    // Without any training sample there is one finding for that.
    guard records.contains(where: { $0.split == .train }) else { return [] }
    let divided = Splits.holdOut(records, share: description.validation)
    var counts = ClassCount.of(divided, description, [:])
    if case .folder = description.source { counts.removeAll { $0.counts.isEmpty } }
    return counts.untrained(at: description.sourcePath)
  }
}
