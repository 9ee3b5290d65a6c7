import Datasets

/// The samples of a task that a run uses: all but those that it has put aside.
struct UsedData: Codable, Sendable, Equatable {
  var samples: Int
  /// `Dataset.usedFingerprint`; nil where nothing was put aside: the fingerprint of the whole task says the same then.
  var fingerprint: String?
  // Those below are nil in records that were written before they were kept.
  /// `Dataset.trainingOrder`.
  var order: String?
  /// `Dataset.splitFingerprints`, by the names of the splits.
  var splits: [String: String]?

  /// - Parameter hasOmissions: whether samples of the task were put aside.
  init(_ dataset: Dataset, hasOmissions: Bool) {
    samples = dataset.allSamples.count
    fingerprint = hasOmissions ? dataset.usedFingerprint : nil
    order = dataset.trainingOrder
    splits = Dictionary(uniqueKeysWithValues: dataset.splitFingerprints.map { ($0.key.rawValue, $0.value) })
  }
}
