import Datasets
import Foundation
import Settings
import Statistics
import Training

/// `eval/summary.json`.
public struct EvaluationSummary: Codable, Sendable, Equatable {
  /// The version of the file's format.
  public var schemaVersion = 1
  /// The split that was scored.
  public let split: Split
  /// Updates that the weights have seen.
  public var step: Int?
  /// The checkpoint's folder name.
  public var checkpoint: String?
  /// The device that computed the predictions, such as `cuda:0`.
  public let device: String
  /// The arithmetic of the predictions, `fp32` or `bf16`.
  public let precision: String
  /// How intervals were drawn; nil where there are none.
  public let bootstrap: BootstrapFacts?
  /// The tasks' scores, in the order in which they were scored.
  public let tasks: [TaskScores]

  /// How intervals were drawn.
  public struct BootstrapFacts: Codable, Sendable, Equatable {
    /// How an interval is read off the resamples.
    public let method: Interval.Method
    /// The share of the resamples that an interval spans, such as 0.95.
    public let level: Double
    /// Number of resamples, each drawn of the cases with replacement.
    public let resamples: Int
    /// The seed of the draws.
    public let seed: UInt64
  }

  init(split: Split, options: EvaluationOptions, tasks: [TaskScores]) {
    self.split = split
    device = options.device.description
    precision = options.precision.rawValue
    bootstrap = options.bootstrap.map {
      BootstrapFacts(method: .bootstrapPercentile, level: $0.level, resamples: $0.resampleCount, seed: $0.seed)
    }
    self.tasks = tasks
  }

  /// - Throws: `RunFolderError` if the file is missing, no summary, or one of another version.
  public static func read(_ path: String) throws -> EvaluationSummary {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw RunFolderError(path, "missing; run `umedpt eval` first", exitCode: .usage)
    }
    let summary = try ConfigurationFile.decode(
      EvaluationSummary.self, data, of: path, ifNot: "no summary of an evaluation")
    try SchemaVersion.require(summary.schemaVersion, in: path)
    return summary
  }

  /// Pretty, keys sorted, so that two evaluations compare line by line.
  /// - Throws: `EncodingError` for a number that is not finite.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  private enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case split, step, checkpoint, device, precision, bootstrap, tasks
  }
}

/// The evaluation of several tasks.
public struct EvaluationResult: Sendable {
  /// What is written to `summary.json`.
  public var summary: EvaluationSummary
  /// The tasks with the rows of `per_case.csv`, in the order of the summary.
  public let tasks: [TaskEvaluation]

  /// Examples of each task, for the report.
  public var examples: [(task: String, examples: [ExamplePrediction])] {
    tasks.map { ($0.scores.task, $0.examples) }
  }

  /// Writes `summary.json` and `per_case.csv` into a folder, which is made.
  /// - Throws: `OutputError` if the folder or a file cannot be written.
  public func write(to folder: String) throws {
    try OutputPlace.makeFolder(folder)
    try OutputPlace.write(summary.json(), to: "\(folder)/\(RunLayout.summaryName)")
    try OutputPlace.write(PerCaseTable.text(tasks), to: "\(folder)/\(RunLayout.casesName)")
  }
}
