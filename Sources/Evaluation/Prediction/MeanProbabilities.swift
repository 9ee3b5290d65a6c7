import Models
import Training

/// The mean of the tiles' probabilities.
struct MeanProbabilities: TileMerger {
  private var sum: [Float] = []
  private var count = 0

  mutating func add(_ prediction: Prediction, at tile: TileGrid.Tile) {
    guard case .probabilities(let values) = prediction else { preconditionFailure("probabilities are expected") }
    sum = sum.isEmpty ? values : zip(sum, values).map(+)
    count += 1
  }

  func merged() -> ImagePrediction { .probabilities(sum.map { $0 / Float(count) }) }
}
