import Foundation

/// A split as a file: which samples are for what, and what it was made from.
public struct StoredSplit: Codable, Sendable, Equatable {
  /// One random order of training samples; its beginnings are the nested subsets.
  public struct Nested: Codable, Sendable, Equatable {
    /// What the order was drawn from.
    public let seed: UInt64
    /// Ids; each subset holds those before it.
    public let order: [String]
    /// Percent -> how many ids from the start.
    public let counts: [String: Int]
  }

  static let currentVersion = 1

  /// The version of the file's format.
  public let schemaVersion: Int
  /// The name of the task that was divided.
  public let task: String
  /// What the split was drawn from.
  public let seed: UInt64
  /// Hash of all ids with their groups; a table with others has no use for this split.
  public let idsHash: String
  /// Samples of the task.
  public let samples: Int
  /// Ids of the training samples.
  public let train: [String]
  /// Ids of the validation samples.
  public let validation: [String]
  /// Ids of the test samples.
  public let test: [String]
  /// The ids of training and validation samples in k parts; empty without folds.
  public let folds: [[String]]
  /// Random orders of the training samples; empty without subsets.
  public let nested: [Nested]

  enum CodingKeys: String, CodingKey {
    case task, seed, samples, train, validation, test, folds, nested
    case schemaVersion = "schema_version"
    case idsHash = "ids_hash"
  }

  /// Hash over ids and groups, whatever their order.
  static func hash(_ records: [SampleRecord]) -> String {
    var hash = ContentHash()
    for line in records.map({ "\($0.id)\t\($0.group ?? "")\n" }).sorted(by: {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }) {
      hash.add(line)
    }
    return hash.value.hexadecimal
  }

  /// The file's text: sorted keys, so that the same split is the same bytes.
  /// - Throws: `EncodingError`, which no split causes.
  public func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  /// Reads a stored split.
  /// - Throws: `DataError` if the file is absent, no split, of another version, or contradicts itself.
  public static func read(_ path: String) throws -> StoredSplit {
    let split = try JSONSource.read(path, as: StoredSplit.self, allowed: "a file that `umedpt split` wrote")
    guard split.schemaVersion == currentVersion else {
      throw DataError(
        .description, at: path, "schema_version is \(split.schemaVersion)", allowed: "\(currentVersion)",
        hint: "make it again with umedpt split")
    }
    let problems = split.problems.map { Finding(.error, .description, at: path, $0, hint: "split again") }
    try problems.throwErrors()
    return split
  }

  /// What an edit by hand may have broken, in sentences.
  private var problems: [String] {
    var found: [String] = []
    let listed = train + validation + test
    if let id = Self.repeated(listed) { found.append("train, validation and test name \"\(id)\" more than once") }
    if listed.count != samples { found.append("it lists \(listed.count) ids for \(samples) samples") }
    let parts = folds.flatMap { $0 }
    if let id = Self.repeated(parts) { found.append("the folds name \"\(id)\" more than once") }
    if !folds.isEmpty, Set(parts) != Set(train + validation) {
      found.append("the folds hold other ids than train and validation")
    }
    for (number, subsets) in nested.enumerated() {
      if let id = Self.repeated(subsets.order) { found.append("the order of repeat \(number) names \"\(id)\" twice") }
      for (percent, count) in subsets.counts.sorted(by: { $0.key < $1.key })
      where !(0...subsets.order.count).contains(count) {
        found.append("repeat \(number) counts \(count) of \(subsets.order.count) ids for \(percent) percent")
      }
    }
    return found
  }

  private static func repeated(_ ids: [String]) -> String? {
    var seen: Set<String> = []
    return ids.first { !seen.insert($0).inserted }
  }
}
