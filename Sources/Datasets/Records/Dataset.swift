import Foundation

/// The samples of one task, read from its description; no pixel is touched.
public struct Dataset: Sendable {
  /// What was read.
  public let description: TaskDescription
  /// Warnings and notes of the reading.
  public let findings: [Finding]
  /// Changes whenever a sample, a label, a file's size or time, or how files are read changes; independent of order and
  /// folder.
  public let fingerprint: String
  /// Of each split that has samples: changes whenever it has other ones; independent of labels, files and order.
  public let splitFingerprints: [Split: String]
  /// Hashes of the files' content, by path, where they were decoded once; for caches.
  let contentHashes: [String: UInt64]
  /// Whether its validation samples were held out here rather than listed.
  let holdsOut: Bool
  private let records: [Split: [SampleRecord]]

  private init(
    _ description: TaskDescription, records: [SampleRecord], findings: [Finding], fingerprint: String,
    splitFingerprints: [Split: String], holdsOut: Bool, contentHashes: [String: UInt64] = [:]
  ) {
    self.description = description
    self.holdsOut = holdsOut
    self.findings = findings
    self.fingerprint = fingerprint
    self.splitFingerprints = splitFingerprints
    self.contentHashes = contentHashes
    self.records = Dictionary(grouping: records, by: \.split)
  }

  /// Reads the samples of a task and holds out its validation share.
  /// - Throws: `DataError` with every error found: no samples, unknown labels, doubled ids, groups in two splits.
  public static func open(_ description: TaskDescription) throws -> Dataset {
    let reading = try read(description)
    try reading.findings.throwErrors()
    let held = Splits.holdOut(reading.records, share: description.validation)
    let fingerprint = Fingerprint.of(held, description)
    let holdsOut = description.validation > 0 && !reading.records.contains { $0.split == .validation }
    return Dataset(
      description, records: held, findings: reading.findings, fingerprint: fingerprint,
      splitFingerprints: Fingerprint.ofSplits(held), holdsOut: holdsOut)
  }

  /// The same of the samples that are left, where some were taken out.
  public var usedFingerprint: String { Fingerprint.of(allSamples, description) }

  /// Changes whenever the training samples are listed in another order, in which they are drawn.
  public var trainingOrder: String { ContentHash.of(samples(.train).map { $0.id + "\n" }.joined()).hexadecimal }

  /// The samples of one split, in the order of the source.
  public func samples(_ split: Split) -> [SampleRecord] { records[split] ?? [] }

  /// All samples, by split.
  public var allSamples: [SampleRecord] { Split.allCases.flatMap(samples) }

  /// The same data set without some samples; the fingerprint stays that of the source.
  public func without(ids: Set<String>) -> Dataset {
    let kept = allSamples.filter { !ids.contains($0.id) }
    return Dataset(
      description, records: kept, findings: findings, fingerprint: fingerprint,
      splitFingerprints: splitFingerprints, holdsOut: holdsOut, contentHashes: contentHashes)
  }

  /// The same data set, with what is known about its files' content.
  func knowing(_ hashes: [String: UInt64]) -> Dataset {
    Dataset(
      description, records: allSamples, findings: findings, fingerprint: fingerprint,
      splitFingerprints: splitFingerprints, holdsOut: holdsOut, contentHashes: hashes)
  }

  /// Everything that can be known without opening an image: records as listed, and all findings.
  /// - Parameter usesStoredSplits: whether the file of `splits:` decides, rather than the source alone.
  static func read(_ description: TaskDescription, usesStoredSplits: Bool = true) throws -> SourceReading {
    let problems = description.problems()
    guard problems.isEmpty else {
      throw DataError(
        problems.map { Finding(.error, .description, at: "\(description.path): \($0.key)", $0.message) })
    }
    var reading = try listed(description)
    reading.records = VolumePairs.byHeader(EquivalentNames.onDisk(reading.records))
    if usesStoredSplits, let choice = description.splits { reading.records = try choice.apply(to: reading.records) }
    reading.isWhole = reading.findings.only(.error).isEmpty
    reading.findings += RecordChecks.findings(reading, description)
    return reading
  }

  private static func listed(_ description: TaskDescription) throws -> SourceReading {
    switch description.source {
    case .table(let path): try TableReader.read(path, description)
    case .folder(let path): try ClassFolderReader.read(path, description)
    case .coco, .cocoWithoutSplit: try CocoReader.read(description.source, description)
    }
  }
}
