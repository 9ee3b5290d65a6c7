import Settings

/// When checkpoints are written and how many stay.
public struct CheckpointSettings: Sendable {
  /// One is written at the end too; nil: every `usualSeconds`.
  public let everySteps: Int?
  /// How many of the newest stay, at least 1; the best one stays beside them.
  public let keep: Int

  /// A machine that fails takes no more than ten minutes of a run with it, however long an update takes.
  public static let usualSeconds = 600.0

  init(_ reader: SettingsReader) {
    everySteps = reader.optionalInteger("every_steps", in: 1...100_000_000)
    keep = reader.integer("keep", default: 2, in: 1...1000)
  }
}
