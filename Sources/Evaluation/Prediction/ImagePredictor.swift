// B batch, H W height and width.

import Datasets
import Imaging
import Models
import Torch
import Training

/// What a model says about a whole image, in the pixels of the original.
public enum ImagePrediction: Sendable {
  /// One probability a class; over all tiles their mean.
  case probabilities([Float])
  /// The class of each pixel, of the original's size.
  case mask(LabelMap)
  /// Best first.
  case boxes([FoundBox])
}

/// Feeds prepared images through a network in batches of tiles and gives one prediction an image, in order.
struct ImagePredictor {
  /// `[B, 3, H, W]` and each image's part that is no padding -> one prediction each.
  typealias Predict = (Tensor, [Extent]) throws -> [Prediction]

  private let task: TaskConfiguration
  private let batch: Int
  private let device: Device
  private let predict: Predict

  init(_ task: TaskConfiguration, batch: Int, device: Device, predict: @escaping Predict) {
    self.task = task
    self.batch = max(1, batch)
    self.device = device
    self.predict = predict
  }

  /// - Parameters:
  ///   - next: the samples, nil after the last.
  ///   - finish: takes each sample with its prediction, in the order of the samples.
  func run(
    _ next: () throws -> PreparedSample?, _ finish: (PreparedSample, ImagePrediction) throws -> Void
  ) throws {
    var waiting: [(assembly: any TileAssembly, tile: TileGrid.Tile)] = []
    var open: [any TileAssembly] = []
    func flush() throws {
      try predictTiles(waiting)
      waiting = []
      while let first = open.first, first.isComplete {
        try finish(first.sample, first.prediction())
        open.removeFirst()
      }
    }
    while let sample = try next() {
      let assembly = task.assembly(of: sample)
      open.append(assembly)
      for tile in assembly.grid.tiles {
        waiting.append((assembly, tile))
        if waiting.count == batch { try flush() }
      }
    }
    if !waiting.isEmpty { try flush() }
  }

  private func predictTiles(_ tiles: [(assembly: any TileAssembly, tile: TileGrid.Tile)]) throws {
    let sizes = tiles.map { Extent(height: $0.tile.height, width: $0.tile.width) }
    do {
      let images = try TileBatch.images(tiles.map { ($0.assembly.sample.image.raster, $0.tile) }, edge, device)
      let found = try predict(images, sizes)
      for ((assembly, tile), prediction) in zip(tiles, found) { try assembly.add(prediction, tile) }
    } catch let error as TorchError {
      throw PredictionError(task: task.name, ids: tiles.map(\.assembly.sample.id), cause: error)
    }
  }

  private var edge: Int { task.preprocessing.size }
}

/// An error of libtorch with the images that met it.
public struct PredictionError: Error, CustomStringConvertible {
  /// The task that was scored.
  public let task: String
  /// Of the samples in the batch.
  public let ids: [String]
  /// What libtorch said.
  public let cause: any Error

  /// Place, then the cause.
  public var description: String { "task \(task), samples \(ids.joined(separator: ", ")): \(cause)" }
}

/// Lays tiles into one tensor, each in the top left of a square; the rest is 0.
enum TileBatch {
  static func images(
    _ tiles: [(raster: Raster, tile: TileGrid.Tile)], _ edge: Int, _ device: Device
  ) throws -> Tensor {
    let isFloat = tiles.contains { $0.raster.depth == .float32 }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(tiles.count * edge * edge * 3 * (isFloat ? 4 : 1))
    for (raster, tile) in tiles {
      let window = raster.cropped(top: tile.top, left: tile.left, height: tile.height, width: tile.width)
      let padded = window.padded(height: edge, width: edge)
      bytes += isFloat ? padded.asFloats.bytes : padded.bytes
    }
    return try TaskBatch.images(
      bytes, depth: isFloat ? .float32 : .uint8, count: tiles.count, height: edge, width: edge, device)
  }
}
