import Imaging

/// A sample for evaluation: the prepared image, and the target in the original's frame.
public struct PreparedSample: Sendable {
  /// The record's id, with the slice or patch where it is one.
  public let id: String
  /// Where the sample is listed.
  public let record: SampleRecord
  /// What the model sees.
  public let image: PreparedImage
  /// What the model should say.
  public let target: Target
  /// Areas of many objects that were not told apart, in the original's frame; nothing found there is a false alarm.
  public let crowdBoxes: [LabelledBox]
}
