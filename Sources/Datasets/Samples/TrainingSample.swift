import Imaging

/// One sample as it goes into a batch: an image of at most the task's size and the target in its frame.
struct TrainingSample: Sendable {
  let id: String
  let image: Raster
  let target: Target
}
