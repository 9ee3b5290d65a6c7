/// A short text that tells whether a data set is still the same.
enum Fingerprint {
  /// Hash over classes, how files are read and, sorted by id, each sample's id, split, label, and its files' sizes and
  /// times.
  static func of(_ records: [SampleRecord], _ description: TaskDescription) -> String {
    var hash = ContentHash()
    hash.add(description.labelType.rawValue + "\n" + description.classes.joined(separator: "\n") + "\n")
    hash.add("\(description.decodingText) \(description.samplingText)\n")
    for record in records.sorted(by: { $0.id < $1.id }) {
      hash.add("\(record.id)\n\(record.split.rawValue)\n\(record.labelText)\n")
      for file in record.files { hash.add(stamp(file)) }
    }
    return hash.value.hexadecimal
  }

  /// Of each split that has samples: hash over their ids, whatever their files, labels and order.
  static func ofSplits(_ records: [SampleRecord]) -> [Split: String] {
    Dictionary(grouping: records, by: \.split).mapValues { held in
      ContentHash.of(held.map { $0.id + "\n" }.sorted().joined()).hexadecimal
    }
  }

  private static func stamp(_ path: String) -> String {
    guard let stamp = FileStamp(path: path) else { return "missing\n" }
    return "\(stamp.byteCount) \(stamp.modified)\n"
  }
}
