/// `state.json`: what a run needs to go on besides weights and moments. Sampling, augmentation, drop path and schedule
/// are functions of the seed and the step.
struct SavedState: Codable, Equatable {
  var schemaVersion = 1
  var step: Int
  var seed: UInt64
  var bestValidation: Double?
  /// For the watch over the losses; nil in checkpoints that were written before it was kept.
  var losses: [CollapseWatch.History]?
}
