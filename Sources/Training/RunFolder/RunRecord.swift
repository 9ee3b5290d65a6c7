import Datasets
import Foundation
import Torch

/// `run.json`: what a run was made of, so that it can be told apart and repeated.
public struct RunRecord: Codable, Sendable, Equatable {
  /// The version of the file's format.
  public var schemaVersion = 1
  /// The name of the run.
  public var name: String
  /// Version of this program and of every library that has a part in the numbers.
  public var versions: [String: String]
  /// The command line as given.
  public var command: [String]
  /// SHA-256 of `config.resolved.yaml`.
  public var settingsHash: String
  /// Fingerprint of each task's data, by task.
  public var dataFingerprints: [String: String]
  /// What of them is used, by task; nil in records that were written before it was kept.
  var usedData: [String: UsedData]?
  /// The device of the first part, such as `cuda:0`.
  public var device: String
  /// `training.seed`.
  public var seed: UInt64
  /// UTC, ISO 8601.
  public var started: String
  /// UTC, ISO 8601; nil until the last of `training.steps`.
  public var finished: String?
  /// Seconds by phase, such as `training`.
  public var timings: [String: Double] = [:]
  /// Checkpoint steps that this run continued from, in order.
  public var resumedFromStep: [Int] = []
  /// The arithmetic of the first part: `fp32` or `bf16`; nil in records that were written before it was kept.
  public var precision: String?
  /// What `auto` and keys that were left out of the settings came to in the first part, by key; nil in records that
  /// were written before it was kept.
  public var inForce: [String: String]?
  /// What ran each later part, in order; nil where there was none.
  public var resumptions: [Resumption]?
  /// Files put aside; they are listed in `quarantine.csv`.
  public var quarantinedFiles = 0

  /// A later part of a run.
  public struct Resumption: Codable, Sendable, Equatable {
    /// Updates of the checkpoint that it continued from.
    public let step: Int
    /// UTC, ISO 8601.
    public let started: String
    /// The device, such as `cuda:0`.
    public let device: String
    /// The arithmetic: `fp32` or `bf16`; nil where it was not kept yet.
    public let precision: String?
    /// Versions of this program and its libraries, by name.
    public let versions: [String: String]
    /// The command line as given.
    public let command: [String]
  }

  /// The record of a run that begins; what is not named here may be filled in later.
  public init(
    name: String, versions: [String: String], command: [String], settingsHash: String,
    dataFingerprints: [String: String], device: String, seed: UInt64, started: Date
  ) {
    self.name = name
    self.versions = versions
    self.command = command
    self.settingsHash = settingsHash
    self.dataFingerprints = dataFingerprints
    self.device = device
    self.seed = seed
    self.started = UtcTime.precise(started)
  }

  /// Notes that the run goes on.
  /// - Parameter part: the record that the part would have as a run of its own.
  mutating func resume(from step: Int, as part: RunRecord) {
    finished = nil
    resumedFromStep.append(step)
    let resumption = Resumption(
      step: step, started: part.started, device: part.device, precision: part.precision, versions: part.versions,
      command: part.command)
    resumptions = (resumptions ?? []) + [resumption]
  }

  /// What the newest part does otherwise than the first, where numbers depend on it, in words; nil for nothing.
  var changeOfPart: String? {
    guard let part = resumptions?.last else { return nil }
    var changes: [String] = []
    if part.device != device { changes.append("on \(device) and continues on \(part.device)") }
    if let precision, let now = part.precision, precision != now {
      changes.append("in \(precision) and continues in \(now)")
    }
    for (library, version) in versions.sorted(by: { $0.key < $1.key }) {
      // What an older record does not hold is not compared.
      guard let now = part.versions[library], now != version else { continue }
      changes.append("with \(library) \(version) and continues with \(now)")
    }
    guard !changes.isEmpty else { return nil }
    return "the run began \(changes.joined(separator: "; ")): its numbers are not those of a run in one piece"
  }

  /// Whether a split of a task holds other samples than when the run began; false where that is not known.
  public func hasOtherSamples(_ dataset: Dataset, in split: Split) -> Bool {
    guard let before = usedData?[dataset.description.name]?.splits else { return false }
    return before[split.rawValue] != dataset.splitFingerprints[split]
  }

  /// The arithmetic of the part that wrote the checkpoint of a step; nil where it is not known.
  public func precision(at step: Int) -> Precision? {
    let part = resumptions?.last { $0.step < step }
    return (part == nil ? precision : part?.precision).flatMap { Precision(rawValue: $0) }
  }

  /// Notes the end of the run.
  public mutating func finish(at date: Date) { finished = UtcTime.precise(date) }

  /// Replaces the file in one step; keys are sorted, so that two runs compare line by line.
  /// - Throws: `ResourceError` on a full disk, else `RunFolderError`.
  public func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = try encoder.encode(self)
    try DurableFile.replace(path, with: String(decoding: data, as: UTF8.self) + "\n")
  }

  /// Reads the file.
  /// - Throws: `RunFolderError` if it is missing, no run record, or one of another version.
  public static func read(_ path: String) throws -> RunRecord {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw RunFolderError(path, "missing; is this the folder of a run?", exitCode: .usage)
    }
    let record = try ConfigurationFile.decode(RunRecord.self, data, of: path, ifNot: "no run record")
    try SchemaVersion.require(record.schemaVersion, in: path)
    return record
  }

  private enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case name, versions, command
    case settingsHash = "settings_hash"
    case dataFingerprints = "data_fingerprints"
    case device, precision, seed, started, finished, timings, resumptions
    case inForce = "in_force"
    case usedData = "used_data"
    case resumedFromStep = "resumed_from_step"
    case quarantinedFiles = "quarantined_files"
  }
}
