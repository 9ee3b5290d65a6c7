import Settings

/// The loader of a run: one for all tasks.
public struct LoaderSettings: Sendable {
  /// 0 loads in the training thread.
  public let threads: Int
  /// Bytes of all waiting batches, in MiB.
  public let budgetMiB: Int
  /// Decoded images kept between epochs, in MiB.
  public let cacheMiB: Int

  init(_ reader: SettingsReader) {
    threads = reader.integer("threads", default: 1, in: 0...256)
    budgetMiB = reader.integer("budget_mb", default: 256, in: 1...1_000_000)
    cacheMiB = reader.integer("cache_mb", default: 256, in: 0...1_000_000)
  }
}

/// When checkpoints are written and how many stay.
public struct CheckpointSettings: Sendable {
  /// nil: only at the end.
  public let everySteps: Int?
  public let keep: Int

  init(_ reader: SettingsReader) {
    everySteps = reader.optionalInteger("every_steps", in: 1...100_000_000)
    keep = reader.integer("keep", default: 2, in: 1...1000)
  }
}

/// When a run is scored.
public struct EvaluationSettings: Sendable {
  /// On the validation split; nil: never during training.
  public let everySteps: Int?
  /// On the test split, once, after the last step.
  public let isAtEnd: Bool

  init(_ reader: SettingsReader) {
    everySteps = reader.optionalInteger("every_steps", in: 1...100_000_000)
    isAtEnd = reader.bool("at_end", default: true)
  }
}
