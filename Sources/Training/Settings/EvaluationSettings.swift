import Settings

/// When a run is scored.
public struct EvaluationSettings: Sendable {
  /// On the validation splits, besides after the last update; nil: after that one alone.
  public let everySteps: Int?
  /// On the test split, once, after the last step: the best checkpoint by validation, else the last.
  public let isAtEnd: Bool

  init(_ reader: SettingsReader) {
    everySteps = reader.optionalInteger("every_steps", in: 1...100_000_000)
    isAtEnd = reader.bool("at_end", default: true)
  }
}
