import Foundation

/// What training does with files that cannot be read.
public enum BadFilePolicy: String, Sendable, CaseIterable {
  /// Fail before the first step.
  case stop
  /// Train without them and list them.
  case quarantine
}

/// A sample that was left out because one of its files cannot be read, or because they do not belong together.
public struct QuarantinedSample: Sendable, Equatable, Codable {
  /// The sample's id.
  public let id: String
  /// What the sample was for.
  public let split: Split
  /// The file, or of files that do not belong together the one to look at.
  public let path: String
  /// What is wrong, as a clause.
  public let reason: String
}

/// A data set whose files were decoded once, those of the splits asked for.
public struct Verification: Sendable {
  /// The data set without the quarantined samples.
  public let dataset: Dataset
  /// Samples that were left out; none where the policy stops at bad files.
  public let quarantined: [QuarantinedSample]
  /// Files that were decoded now; 0 for a set that was checked before.
  public let decoded: Int
  /// What readers changed, assumed or left out, what an evaluation leaves out, and copies on both sides of a split.
  public let notes: [Finding]
  /// In the splits that are trained with: a share that was drawn is held out.
  let images: [InspectedImage]

  /// Images that one task trains on and another holds out, told where they are held out: an error where the tables list
  /// it so, a warning where a validation share drew it.
  public static func leaks(between verified: [Verification]) -> [Finding] {
    guard verified.count > 1 else { return [] }
    let place = verified[0].dataset.description.sourcePath
    let found = DuplicateImages.leaks(verified.map(\.images)).map(\.finding)
    return found.only(.error).first(Dataset.mostCopies, at: place) + found.only(.warning)
  }
}

extension Dataset {
  /// Makes sure that every file can be read before the first step.
  ///
  /// Files with a kept verdict and the same stamp are not opened. Samples whose files do not belong together,
  /// such as a mask of another size, count as unreadable. Masks with values that no class has stop whatever the policy:
  /// the description is wrong then, not the file.
  /// - Parameters:
  ///   - splits: what will be read; files of the others are not looked at.
  ///   - patchSize: edge of the patches that slides are cut into, in pixels.
  /// - Throws: `DataError` with all bad files (`stop`), with a map for the masks, or when no training sample is left
  ///   where some are to be read; the error of the imaging library if it cannot be opened.
  public func verifyReadable(
    policy: BadFilePolicy, cache: VerdictCache?, splits: Set<Split> = Set(Split.allCases), patchSize: Int = 224,
    threads: Int = max(1, ProcessInfo.processInfo.activeProcessorCount)
  ) throws -> Verification {
    let records = allSamples.filter { splits.contains($0.split) }
    let seen = try FileInspector(description: description, cache: cache, threads: threads).inspect(records)
    // As listed: within a task two like files of the training set are no leak, wherever the hold-out put them.
    let listed = records.map { holdsOut && $0.split == .validation ? $0.moved(to: .train) : $0 }
    let files = FileFindings(
      description: description, records: listed, verdicts: seen.verdicts, patchSize: patchSize)
    try files.maskValues.throwErrors()
    let bad = records.compactMap { Self.quarantined($0, description, seen.verdicts) ?? Self.misfit($0, files) }
    if policy == .stop { try stop(bad) }
    let badIds = Set(bad.map(\.id))
    let good = without(ids: badIds)
    if splits.contains(.train) { try good.requireTraining(quarantined: bad, before: samples(.train).count) }
    let hashes = Dictionary(seen.verdicts.map { ($0.key.path, $0.value.hash) }, uniquingKeysWith: { first, _ in first })
    let images = files.pictures.filter { !badIds.contains($0.record.id) }
    let copies = DuplicateImages.copies(images).only(.error).first(Self.mostCopies, at: description.sourcePath)
    return Verification(
      dataset: good.knowing(hashes), quarantined: bad, decoded: seen.decoded,
      notes: files.notes + files.roundedGrids + files.ignoredTraining + files.largeBoxes + files.thinnedSlides + copies,
      images: images.heldOut(as: records))
  }

  /// Copies on both sides of a split that are told one by one.
  static let mostCopies = 10

  /// A sample whose files can be read, and yet not together.
  private static func misfit(_ record: SampleRecord, _ files: FileFindings) -> QuarantinedSample? {
    files.misfits(record).first.map { finding in
      QuarantinedSample(id: record.id, split: record.split, path: finding.place, reason: finding.clause)
    }
  }

  private static func quarantined(
    _ record: SampleRecord, _ description: TaskDescription, _ verdicts: [FileUse: FileVerdict]
  ) -> QuarantinedSample? {
    for use in FileUse.all(record, description) {
      guard let verdict = verdicts[use] else {
        return QuarantinedSample(
          id: record.id, split: record.split, path: use.path, reason: MissingFile.reason(use.path))
      }
      if let reason = verdict.problem {
        return QuarantinedSample(id: record.id, split: record.split, path: use.path, reason: reason)
      }
    }
    return nil
  }

  private func stop(_ bad: [QuarantinedSample]) throws {
    try bad.map { sample in
      Finding(
        .error, .unreadableFile, at: sample.path, "\(sample.reason) (sample \"\(sample.id)\")",
        hint: "mend this or get the file again, or leave it out with training.bad_files=quarantine")
    }.throwErrors()
  }

  private func requireTraining(quarantined: [QuarantinedSample], before: Int) throws {
    guard samples(.train).isEmpty, before > 0 else { return }
    let example = quarantined.first { $0.split == .train }.map { ", such as \($0.path): \($0.reason)" } ?? ""
    throw DataError(
      .noFiles, at: description.sourcePath,
      "none of the \(before) training samples can be read (\(quarantined.count) samples are quarantined)\(example)",
      hint: "umedpt check tells what is wrong with each")
  }
}

extension Finding {
  /// `found; allowed: ...; hint`: what follows the place.
  var clause: String {
    [found, allowed.map { "allowed: " + $0 }, hint].compactMap { $0 }.joined(separator: "; ")
  }
}
