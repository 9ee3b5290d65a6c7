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
  /// The boxes that were found, best first.
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
    var waiting: [WaitingTile] = []
    var pending: [PendingImage] = []
    while let sample = try next() {
      let image = PendingImage(sample, of: task)
      pending.append(image)
      for tile in image.grid.tiles {
        waiting.append((image, tile))
        guard waiting.count == batch else { continue }
        try predictTiles(waiting)
        waiting = []
        try finishComplete(&pending, finish)
      }
    }
    try predictTiles(waiting)
    try finishComplete(&pending, finish)
  }

  /// A tile that has not been through the network yet.
  private typealias WaitingTile = (image: PendingImage, tile: TileGrid.Tile)

  /// Hands out the images at the front that have all of their tiles.
  private func finishComplete(
    _ pending: inout [PendingImage], _ finish: (PreparedSample, ImagePrediction) throws -> Void
  ) throws {
    let done = pending.prefix { $0.isComplete }
    for image in done { try finish(image.sample, prediction(of: image)) }
    pending.removeFirst(done.count)
  }

  /// Masks are brought to the size of their image here, which takes memory.
  private func prediction(of image: PendingImage) throws -> ImagePrediction {
    do {
      return try image.prediction()
    } catch let error as TorchError {
      throw PredictionError(task: task.name, ids: [image.sample.id], cause: error)
    }
  }

  private func predictTiles(_ tiles: [WaitingTile]) throws {
    guard !tiles.isEmpty else { return }
    let sizes = tiles.map { Extent(height: $0.tile.height, width: $0.tile.width) }
    do {
      let images = try TileBatch.images(tiles.map { ($0.image.sample.image.raster, $0.tile) }, edge, device)
      let found = try predict(images, sizes)
      for ((image, tile), prediction) in zip(tiles, found) { try image.add(prediction, at: tile) }
    } catch let error as TorchError {
      throw PredictionError(task: task.name, ids: tiles.map(\.image.sample.id), cause: error)
    }
  }

  private var edge: Int { task.preprocessing.size }
}

/// An error of libtorch with the images that met it.
public struct PredictionError: Error, CustomStringConvertible {
  /// Name of the task that was scored.
  public let task: String
  /// Ids of the samples in the batch.
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
