import Datasets
import Settings
import Torch

/// How long and how exactly a run trains.
public struct TrainingSettings: Sendable {
  /// Updates of the whole run.
  public let steps: Int
  static let mostSteps = 100_000_000
  /// Images a batch where a task does not say.
  public let batch: Int
  /// Decides start values, order, augmentation and drop path.
  public let seed: UInt64
  /// nil takes what the device is fast at.
  public let precision: Precision?
  /// Losses are logged every so many steps.
  public let logEverySteps: Int
  /// What is done with files that cannot be read.
  public let badFiles: BadFilePolicy

  private enum PrecisionChoice: String, CaseIterable { case auto, fp32, bf16 }

  init(_ reader: SettingsReader) {
    steps = reader.integer("steps", in: 1...Self.mostSteps)
    batch = reader.integer("batch", default: 8, in: 1...4096)
    seed = UInt64(reader.integer("seed", default: 0, in: 0 ... .max))
    precision = Precision(rawValue: reader.choice("precision", PrecisionChoice.self, default: .auto).rawValue)
    logEverySteps = reader.integer("log_every_steps", default: 10, in: 1...1_000_000)
    badFiles = reader.choice("bad_files", BadFilePolicy.self, default: .stop)
  }
}
