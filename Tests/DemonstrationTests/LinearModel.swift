import Foundation
import Imaging

/// Mean and standard deviation of each channel in `0...1`: `[2 * channels]`.
func pixelStatistics(_ raster: Raster) -> [Double] {
  let values = raster.floats
  let count = Double(raster.height * raster.width)
  return (0..<raster.channels).flatMap { channel -> [Double] in
    var (sum, squares) = (0.0, 0.0)
    for index in stride(from: channel, to: values.count, by: raster.channels) {
      sum += Double(values[index])
      squares += Double(values[index]) * Double(values[index])
    }
    let mean = sum / count
    return [mean, max(0, squares / count - mean * mean).squareRoot()]
  }
}

/// Least squares on standardised features with an intercept; a small ridge settles features that repeat one another.
struct LinearModel {
  private let means: [Double]
  private let deviations: [Double]
  private let weights: [Double]

  /// - Parameters:
  ///   - features: `[N][F]`.
  ///   - targets: `[N]`.
  init(_ features: [[Double]], _ targets: [Double]) {
    let count = Double(features.count)
    let columns = features[0].indices
    let means = columns.map { column in features.reduce(0) { $0 + $1[column] } / count }
    let deviations = columns.map { column in
      let variance = features.reduce(0) { $0 + ($1[column] - means[column]) * ($1[column] - means[column]) } / count
      return max(variance.squareRoot(), 1e-12)
    }
    self.means = means
    self.deviations = deviations
    let rows = features.map { row in [1] + columns.map { (row[$0] - means[$0]) / deviations[$0] } }
    weights = Self.solve(rows, targets)
  }

  func score(_ feature: [Double]) -> Double {
    feature.indices.reduce(weights[0]) { sum, column in
      sum + weights[column + 1] * (feature[column] - means[column]) / deviations[column]
    }
  }

  /// The normal equations with a ridge, by Gauss's elimination.
  private static func solve(_ rows: [[Double]], _ targets: [Double]) -> [Double] {
    let size = rows[0].count
    var system = (0..<size).map { i in
      (0..<size).map { j in rows.reduce(i == j ? 1e-6 : 0) { $0 + $1[i] * $1[j] } }
        + [zip(rows, targets).reduce(0) { $0 + $1.0[i] * $1.1 }]
    }
    for pivot in 0..<size {
      for row in 0..<size where row != pivot {
        let factor = system[row][pivot] / system[pivot][pivot]
        for column in pivot...size { system[row][column] -= factor * system[pivot][column] }
      }
    }
    return (0..<size).map { system[$0][size] / system[$0][$0] }
  }
}

/// One linear model a class, fitted to one-hot targets; the largest score decides.
struct LinearClassifier {
  private let models: [LinearModel]

  init(_ features: [[Double]], _ classes: [Int], classCount: Int) {
    models = (0..<classCount).map { index in LinearModel(features, classes.map { $0 == index ? 1 : 0 }) }
  }

  func accuracy(_ features: [[Double]], _ classes: [Int]) -> Double {
    let right = zip(features, classes).filter { feature, truth in
      let scores = models.map { $0.score(feature) }
      return scores.indices.max { scores[$0] < scores[$1] } == truth
    }
    return Double(right.count) / Double(classes.count)
  }
}

/// The share of pairs of a positive and a negative that the scores put in order, ties half.
func areaUnderCurve(_ scores: [Double], _ truth: [Bool]) -> Double {
  let positives = zip(scores, truth).filter(\.1).map(\.0)
  let negatives = zip(scores, truth).filter { !$0.1 }.map(\.0)
  let won = positives.reduce(0.0) { sum, positive in
    sum + negatives.reduce(0) { $0 + (positive > $1 ? 1 : positive == $1 ? 0.5 : 0) }
  }
  return won / Double(positives.count * negatives.count)
}

/// Standard error of the area under the curve when scores and truth are independent (Mann and Whitney).
func chanceError(_ truth: [Bool]) -> Double {
  let positives = Double(truth.filter { $0 }.count)
  let negatives = Double(truth.count) - positives
  return ((positives + negatives + 1) / (12 * positives * negatives)).squareRoot()
}
