import Foundation

/// What can be wrong with a list of samples before any image is opened.
enum RecordChecks {
  static func findings(_ records: [SampleRecord], _ description: TaskDescription) -> [Finding] {
    guard !records.isEmpty else { return [noSamples(description)] }
    var found = doubledIds(records)
    found += groupsInTwoSplits(records, description)
    found += missingFiles(records, description)
    found += CaseChannels.findings(records, description)
    found += missingSplits(records, description)
    found += unusedClasses(records, description)
    found += windowThatDoesNothing(records, description)
    found += GroupGuess.finding(records, description).map { [$0] } ?? []
    return found
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
          hint: "set root: to the folder that the listed paths start from")
      ]
    }
    return missing.map { record, path in
      Finding(.warning, .missingFile, at: record.place, "the file \(path) of \"\(record.id)\" does not exist")
    }
  }

  private static func missingSplits(_ records: [SampleRecord], _ description: TaskDescription) -> [Finding] {
    let present = Set(records.map(\.split))
    var found: [Finding] = []
    if !present.contains(.train) {
      found.append(Finding(.warning, .missingSplit, at: description.sourcePath, "there is no training sample"))
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
    return found
  }

  /// Windows belong to DICOM and to volumes; the one in the file to single DICOM images.
  private static func windowThatDoesNothing(_ records: [SampleRecord], _ description: TaskDescription) -> [Finding] {
    guard let window = description.window else { return [] }
    let hasVolume = records.contains { VolumeDecoder.isVolume($0, description) }
    if window == .file, hasVolume {
      return [
        Finding(
          .error, .description, at: "\(description.path): window",
          "the files' own windows are for single images, and there are volumes",
          allowed: "[center, width] for volumes", hint: "for soft tissue in CT write window: [50, 400]")
      ]
    }
    let isDicom = { (path: String) in ["dcm", "dicom", ""].contains(PathName.lowercasedExtension(path)) }
    guard !hasVolume, !records.contains(where: { $0.imagePaths.contains(where: isDicom) }) else { return [] }
    return [
      Finding(
        .warning, .description, at: "\(description.path): window",
        "no image is DICOM or a volume, so the window does nothing",
        hint: "for 16-bit pictures use value_range")
    ]
  }

  /// Classes without a training sample; masks are not opened here, and class folders report their own.
  private static func unusedClasses(_ records: [SampleRecord], _ description: TaskDescription) -> [Finding] {
    if case .folder = description.source { return [] }
    if description.labelType == .segmentation { return [] }
    var used: Set<Int> = []
    for record in records {
      switch record.annotation {
      case .classIndex(let index): used.insert(index)
      case .labels(let states): used.formUnion(states.indices.filter { states[$0] == .positive })
      case .boxes(let boxes): used.formUnion(boxes.map(\.label))
      case .mask: break
      }
    }
    return description.classes.indices.filter { !used.contains($0) }.map { index in
      Finding(
        .warning, .emptyClass, at: description.sourcePath,
        "the class \"\(description.classes[index])\" has no sample; it stays a class")
    }
  }
}

/// Proposes a group column where ids look like several images of one patient.
enum GroupGuess {
  /// A warning when most ids are a stem with a number, as in `p08_0`, and share that stem with another id.
  static func finding(_ records: [SampleRecord], _ description: TaskDescription) -> Finding? {
    guard !records.contains(where: { $0.group != nil }) else { return nil }
    let stems = records.compactMap { stem($0.id) }
    let shared = Dictionary(grouping: stems, by: { $0 }).filter { $0.value.count > 1 }
    let covered = shared.values.reduce(0) { $0 + $1.count }
    guard shared.count > 1, covered * 2 >= records.count else { return nil }
    return Finding(
      .warning, .noGroup, at: description.sourcePath,
      "there is no group column, and ids look like several images of one case (\(shared.keys.sorted().quoted(atMost: 3)))",
      hint: "add a group column with the patient or slide, so that no patient is in two splits")
  }

  /// `p08` of `folder/p08_0.png`: a last part that is a number, after a stem that holds a digit itself.
  static func stem(_ id: String) -> String? {
    let name = PathName.stem(id)
    guard let cut = name.lastIndex(where: { $0 == "_" || $0 == "-" }) else { return nil }
    let stem = name[..<cut]
    let number = name[name.index(after: cut)...]
    let isNumber = !number.isEmpty && number.allSatisfy(\.isASCIIDigit)
    return isNumber && stem.contains(where: \.isASCIIDigit) ? String(stem) : nil
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}

extension TaskDescription {
  /// The file or folder that lists the samples.
  var sourcePath: String {
    switch source {
    case .table(let path), .folder(let path), .cocoWithoutSplit(let path): path
    case .coco(let files): files[.train] ?? files[.test] ?? files[.validation] ?? path
    }
  }
}
