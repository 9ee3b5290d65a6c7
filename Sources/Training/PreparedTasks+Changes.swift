import Datasets
import Foundation

/// Whether a run that goes on still has the data that it began with.
extension PreparedTasks {
  /// What a run uses of each task, by name.
  var usedData: [String: UsedData] {
    let omitted = Set(quarantined.map(\.task))
    let used = datasets.map { dataset in
      let name = dataset.description.name
      return (name, UsedData(dataset, hasOmissions: omitted.contains(name)))
    }
    return Dictionary(uniqueKeysWithValues: used)
  }

  /// - Throws: `DataError` naming task and files, where a run would go on with other samples than it began with.
  func require(_ used: [String: UsedData], of earlier: RunRecord, _ restart: String) throws {
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
      if let order = earlier.usedData?[name]?.order, order != used[name]?.order { throw reordered(dataset, restart) }
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

  /// Samples are drawn by their places.
  private func reordered(_ dataset: Dataset, _ restart: String) -> DataError {
    let found = "the samples of task \(dataset.description.name) are listed in another order than when the run began"
    let hint = "bring the list back as it was, or \(restart)"
    return DataError([Finding(.error, .table, at: dataset.description.path, found, hint: hint)])
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
