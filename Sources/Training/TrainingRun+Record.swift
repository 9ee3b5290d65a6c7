import Datasets
import Foundation
import Imaging
import Torch

/// What `run.json` says of a run.
extension TrainingRun {
  /// The record of a new run, or of one that goes on with another part.
  /// - Parameters:
  ///   - versions: of this program and its libraries.
  ///   - earlier: the run that goes on.
  /// - Throws: `DataError` if the data of an earlier part have changed, `RunFolderError` for a damaged record.
  static func record(
    _ settings: RunSettings, _ prepared: PreparedTasks, _ choice: DeviceChoice, _ versions: [String: String],
    _ options: RunOptions, _ folder: RunFolder, _ earlier: EarlierRun?
  ) throws -> RunRecord {
    var part = RunRecord(
      name: settings.name, versions: versions, command: options.command, settingsHash: "",
      dataFingerprints: [:], device: choice.device.description, seed: settings.training.seed, started: Date())
    part.precision = choice.precision.rawValue
    part.inForce = inForce(settings, prepared.streams, choice.precision)
    var record = part
    let used = prepared.usedData
    // A run that was killed at its very start has none yet.
    if let earlier, FileManager.default.fileExists(atPath: folder.record) {
      record = try RunRecord.read(folder.record)
      try prepared.require(used, of: record, earlier.restart)
    }
    record.settingsHash = try Sha256.hex(of: settings.resolved)
    record.usedData = used
    record.quarantinedFiles = prepared.quarantined.count
    for dataset in prepared.datasets { record.dataFingerprints[dataset.description.name] = dataset.fingerprint }
    if let checkpoint = earlier?.checkpoint { record.resume(from: checkpoint.step, as: part) }
    return record
  }

  /// This program, libtorch, and what stands behind the imaging door: libraries decide pixels too.
  /// - Throws: `SharedLibraryError` for one that cannot be opened; files that are known from before do not show it.
  static func versions(_ options: RunOptions) throws -> [String: String] {
    var versions = ["umedpt": options.version, "libtorch": try TorchLibrary.version()]
    for entry in try ImagingVersions.read().entries { versions[entry.name] = entry.version }
    return versions
  }

  /// What `auto` and keys that were left out came to, by key.
  private static func inForce(
    _ settings: RunSettings, _ streams: [TaskStream], _ precision: Precision
  ) -> [String: String] {
    var values = [
      "optimizer.learning_rate": "\(settings.optimizer.rate(imagesPerUpdate: settings.imagesPerUpdate))",
      "training.precision": precision.rawValue,
    ]
    for (index, stream) in streams.enumerated() {
      values["tasks[\(index)].augmentation"] = stream.augmentation?.name ?? "none"
      values["tasks[\(index)].fit"] = stream.fit.rawValue
    }
    return values
  }
}

extension PreparedTasks {
  /// By task.
  fileprivate var usedData: [String: UsedData] {
    let omitted = Set(quarantined.map(\.task))
    let used = datasets.map { dataset in
      let name = dataset.description.name
      return (name, UsedData(dataset, hasOmissions: omitted.contains(name)))
    }
    return Dictionary(uniqueKeysWithValues: used)
  }

  /// - Throws: `DataError` naming task and files, where a run would go on with other samples than it began with.
  fileprivate func require(_ used: [String: UsedData], of earlier: RunRecord, _ restart: String) throws {
    for dataset in datasets {
      let name = dataset.description.name
      guard let before = earlier.dataFingerprints[name] else { continue }
      // Files that were put aside may have changed or gone since.
      let isSame: Bool
      if let print = earlier.usedData?[name]?.fingerprint {
        isSame = print == used[name]?.fingerprint
      } else {
        isSame = before == dataset.fingerprint
      }
      let lost = lost.filter { $0.task == name }
      if !isSame { throw changed(dataset, lost, earlier.usedData?[name]?.samples, restart) }
      if quarantined.count > earlier.quarantinedFiles, !lost.isEmpty { throw refused(dataset, lost, restart) }
    }
  }

  private func changed(
    _ dataset: Dataset, _ lost: [QuarantineTable.Row], _ before: Int?, _ restart: String
  ) -> DataError {
    let name = dataset.description.name
    let now = dataset.allSamples.count
    let counts = before.flatMap { $0 == now ? nil : ": it began with \($0) samples, and \(now) can be read" } ?? ""
    let found = "the files of task \(name) have changed since the run began, or others can be read\(counts)"
    let hint = "bring them back as they were, with their times (cp -p, rsync -t), or \(restart)"
    let gone = quarantined.filter { $0.task == name && !FileManager.default.fileExists(atPath: $0.path) }
    let drawn = gone.filter { _ in dataset.description.validation > 0 }.prefix(Self.mostLost).map { row in
      Finding(.warning, .unreadableFile, at: row.path, "put aside, and gone since; validation: was drawn with it")
    }
    return DataError(
      rows(lost, name) + drawn + [Finding(.error, .description, at: dataset.description.path, found, hint: hint)])
  }

  /// Stricter readers of a later version put more aside.
  private func refused(_ dataset: Dataset, _ lost: [QuarantineTable.Row], _ restart: String) -> DataError {
    let name = dataset.description.name
    let found = "files of task \(name), with which the run was trained, are no longer taken"
    let hint = "mend them without another size or time, go on with the version that run.json names, or \(restart)"
    return DataError(
      rows(lost, name) + [Finding(.error, .description, at: dataset.description.path, found, hint: hint)])
  }

  private func rows(_ lost: [QuarantineTable.Row], _ name: String) -> [Finding] {
    lost.prefix(Self.mostLost).map { row in
      Finding(
        .error, .unreadableFile, at: row.path,
        "\(row.reason) (task \(name), sample \"\(row.id)\"), and the run was trained with it")
    }
  }

  /// Files that are told one by one.
  private static let mostLost = 10
}
