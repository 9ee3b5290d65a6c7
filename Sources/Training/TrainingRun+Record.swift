import Datasets
import Foundation
import Imaging
import Torch

/// What `run.json` says of a run.
extension TrainingRun {
  /// The record of a new run, or of one that goes on with another part.
  /// - Parameters:
  ///   - versions: of this program and its libraries.
  ///   - resumed: the step of the checkpoint that the run continues from.
  /// - Throws: `DataError` if the data of an earlier part have changed, `RunFolderError` for a damaged record.
  static func record(
    _ settings: RunSettings, _ options: RunOptions, _ streams: [TaskStream], _ choice: DeviceChoice,
    _ versions: [String: String], _ folder: RunFolder, resumed: Int?
  ) throws -> RunRecord {
    var part = RunRecord(
      name: settings.name, versions: versions, command: options.command, settingsHash: "",
      dataFingerprints: [:], device: choice.device.description, seed: settings.training.seed, started: Date())
    part.precision = choice.precision.rawValue
    part.inForce = inForce(settings, streams, choice.precision)
    var record = part
    let datasets = streams.map(\.dataset)
    // A run that was killed at its very start has none yet.
    if options.isResuming, FileManager.default.fileExists(atPath: folder.record) {
      record = try RunRecord.read(folder.record)
      try checkData(record, datasets)
    }
    record.settingsHash = try Sha256.hex(of: settings.resolved)
    for dataset in datasets { record.dataFingerprints[dataset.description.name] = dataset.fingerprint }
    if let resumed { record.resume(from: resumed, as: part) }
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

  private static func checkData(_ earlier: RunRecord, _ datasets: [Dataset]) throws {
    for dataset in datasets {
      let name = dataset.description.name
      guard let before = earlier.dataFingerprints[name], before != dataset.fingerprint else { continue }
      throw DataError(
        .description, at: dataset.description.path,
        "the files of task \(name) have changed since the run began, or others can be read",
        hint: "restore them (`umedpt check` names what cannot be read), or start a new run")
    }
  }
}
