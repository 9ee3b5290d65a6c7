import Foundation

/// `run.json`: what a run was made of, so that it can be told apart and repeated.
public struct RunRecord: Codable, Sendable, Equatable {
  public var schemaVersion = 1
  public var name: String
  /// Version of this program and of every library that has a part in the numbers.
  public var versions: [String: String]
  /// The command line as given.
  public var command: [String]
  /// SHA-256 of `config.resolved.yaml`.
  public var settingsHash: String
  /// Fingerprint of each task's data, by task.
  public var dataFingerprints: [String: String]
  public var device: String
  public var seed: UInt64
  /// UTC, ISO 8601.
  public var started: String
  public var finished: String?
  /// Seconds by phase, such as `training`.
  public var timings: [String: Double] = [:]
  /// Checkpoint steps that this run continued from, in order.
  public var resumedFromStep: [Int] = []
  /// Files put aside; they are listed in `quarantine.csv`.
  public var quarantinedFiles = 0

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

  /// Notes the end of the run, or of its part so far.
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
  /// - Throws: `RunFolderError` if it is missing or no run record.
  public static func read(_ path: String) throws -> RunRecord {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw RunFolderError(path, "missing; is this the folder of a run?", exitCode: .usage)
    }
    do {
      return try JSONDecoder().decode(RunRecord.self, from: data)
    } catch {
      throw RunFolderError(path, "no run record: \(error)")
    }
  }

  private enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case name, versions, command
    case settingsHash = "settings_hash"
    case dataFingerprints = "data_fingerprints"
    case device, seed, started, finished, timings
    case resumedFromStep = "resumed_from_step"
    case quarantinedFiles = "quarantined_files"
  }
}
