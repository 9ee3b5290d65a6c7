import Datasets
import Imaging
import Torch

/// What `run.json` says of a run.
extension OpenedRun {
  /// The record of a new run, or that of an earlier one which goes on with another part.
  /// - Throws: `DataError` if the data of an earlier part have changed, `RunFolderError` for a damaged record.
  func record(_ options: RunOptions) throws -> RunRecord {
    let part = part(options)
    let used = tasks.usedData
    var record = part
    // A run that was killed at its very start has none yet.
    if let earlier, earlier.folder.layout.isRun {
      record = try RunRecord.read(earlier.folder.layout.record)
      try tasks.require(used, of: record, earlier.restart)
    }
    record.settingsHash = try Sha256.hex(of: settings.resolved)
    record.usedData = used
    record.quarantinedFiles = tasks.quarantined.count
    for dataset in tasks.datasets { record.dataFingerprints[dataset.description.name] = dataset.fingerprint }
    if let checkpoint = earlier?.checkpoint { record.resume(from: checkpoint.step, as: part) }
    return record
  }

  /// What this part would be as a run of its own.
  private func part(_ options: RunOptions) -> RunRecord {
    var part = RunRecord(
      name: settings.name, versions: versions, command: options.command, settingsHash: "", dataFingerprints: [:],
      device: device.device.description, seed: settings.training.seed, started: options.now())
    part.precision = device.precision.rawValue
    part.inForce = inForce
    return part
  }

  /// What `auto` and keys that were left out came to, by key.
  private var inForce: [String: String] {
    var values = [
      "optimizer.learning_rate": "\(settings.optimizer.rate(imagesPerUpdate: settings.imagesPerUpdate))",
      "training.precision": device.precision.rawValue,
    ]
    for (index, stream) in tasks.streams.enumerated() {
      values["tasks[\(index)].augmentation"] = stream.augmentation?.name ?? "none"
      values["tasks[\(index)].fit"] = stream.fit.rawValue
    }
    return values
  }

  /// This program, libtorch, and what stands behind the imaging door: libraries decide pixels too.
  /// - Throws: `SharedLibraryError` for one that cannot be opened; files that are known from before do not show it.
  static func versions(_ options: RunOptions) throws -> [String: String] {
    var versions = ["umedpt": options.version, "libtorch": try TorchLibrary.version()]
    for entry in try ImagingVersions.read().entries { versions[entry.name] = entry.version }
    return versions
  }
}
