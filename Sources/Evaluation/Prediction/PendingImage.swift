import Datasets
import Imaging
import Models
import Training

/// An image on its way through the network, tile by tile.
final class PendingImage {
  let sample: PreparedSample
  let grid: TileGrid
  private var merger: any TileMerger
  private var missing: Int

  /// The tiles and their merging are those that the task's label type and fit ask for.
  init(_ sample: PreparedSample, of task: TaskConfiguration) {
    let image = sample.image
    let isTiled = task.preprocessing.fit == .crop
    self.sample = sample
    grid =
      isTiled
      ? TileGrid(height: image.validHeight, width: image.validWidth, size: task.preprocessing.size)
      : TileGrid(whole: image.validHeight, width: image.validWidth)
    missing = grid.tiles.count
    merger =
      switch task.labelType {
      case .classification, .multilabel: MeanProbabilities()
      case .detection: MergedBoxes(of: image)
      case .segmentation where isTiled: TiledMask(of: image, classCount: task.classes.count)
      case .segmentation: WholeMask(of: image)
      }
  }

  /// Whether all tiles have been added.
  var isComplete: Bool { missing == 0 }

  /// Tiles come in the grid's order.
  func add(_ prediction: Prediction, at tile: TileGrid.Tile) throws {
    try merger.add(prediction, at: tile)
    missing -= 1
  }

  /// What the model says about the whole image, in the original's pixels; once, when it is complete.
  func prediction() throws -> ImagePrediction { try merger.merged() }
}

/// Puts the predictions of an image's tiles together.
protocol TileMerger {
  /// Takes the next tile's, in the grid's order.
  mutating func add(_ prediction: Prediction, at tile: TileGrid.Tile) throws
  /// The whole image's, in the original's pixels; once, after the last tile.
  mutating func merged() throws -> ImagePrediction
}
