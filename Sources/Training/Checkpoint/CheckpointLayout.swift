/// The names of what a checkpoint and the folder of checkpoints hold.
package enum CheckpointLayout {
  /// All weights.
  package static let model = "model.safetensors"
  /// The optimizer's moments.
  package static let optimizer = "optimizer.safetensors"
  /// `SavedState`.
  package static let state = "state.json"
  /// `ModelConfiguration`.
  package static let configuration = "config.json"
  /// Class names by task, in the order of the outputs.
  package static let classes = "classes.json"
  /// `TaskConfiguration.Preprocessing` by task.
  package static let preprocessing = "preprocessing.json"
  /// `CheckpointSums`; its presence says that the checkpoint is complete.
  package static let sums = "SHA256SUMS"

  /// The text file that names the newest checkpoint.
  package static let last = "last"
  /// The text file that names the checkpoint of the best score.
  package static let best = "best"
}
