// B batch, C channels, K classes, H W height and width, L locations of all levels.

import Foundation
import NN
import Torch

/// How every head's last layer starts: weights normal(0, 0.05 / sqrt(fan in)), bias 0.
///
/// Not zero, so that the encoder has a gradient at step 0; small, so that the start is near the uniform prediction
/// whatever the features are.
enum HeadStart {
  static func apply(_ layer: Linear) throws { try fill(layer.weight) }
  static func apply(_ layer: Convolution) throws { try fill(layer.weight) }

  private static func fill(_ weight: Tensor) throws {
    let fanIn = weight.shape.dropFirst().reduce(1, *)
    try Initializer.normal(deviation: 0.05 / Double(fanIn).squareRoot()).fill(weight)
  }
}

/// One linear layer on the image embedding, for classification and multi-label tasks: `[B, C] -> [B, K]`.
public final class ClassificationHead: Module {
  let linear: Linear

  /// A head with its start values.
  /// - Parameters:
  ///   - channels: C of the encoder's coarsest map.
  ///   - classCount: K.
  /// - Throws: `TorchError`.
  public init(channels: Int, classCount: Int) throws {
    linear = try Linear(channels, classCount)
    try HeadStart.apply(linear)
  }

  /// The logits of each image.
  /// - Parameter embedding: `[B, C]`.
  /// - Returns: `[B, K]`, float32, unnormalised.
  /// - Throws: `TorchError`.
  public func callAsFunction(_ embedding: Tensor) throws -> Tensor { try linear.inFloat32(embedding) }
}

/// One 3x3 convolution on the pixel embedding: `[B, 16, H, W] -> [B, K, H, W]`.
public final class SegmentationHead: Module {
  let conv: Convolution

  /// A head with its start values.
  /// - Parameter classCount: K, background included.
  /// - Throws: `TorchError`.
  public init(classCount: Int) throws {
    conv = try Convolution(PixelDecoder.embeddingChannels, classCount, kernel: 3, padding: 1)
    try HeadStart.apply(conv)
  }

  /// The logits of each pixel.
  /// - Parameter embedding: `[B, 16, H, W]`.
  /// - Returns: `[B, K, H, W]`, float32, unnormalised.
  /// - Throws: `TorchError`.
  public func callAsFunction(_ embedding: Tensor) throws -> Tensor { try conv(embedding).to(.float32) }
}

/// What a detection head says of every location of every level.
public struct DetectionOutput {
  /// The classes' logits, `[B, L, K]`, unnormalised.
  public let logits: Tensor
  /// The distances to the box's left, top, right and bottom side, `[B, L, 4]`, in pixels, not negative.
  public let distances: Tensor
  /// How central a location is in its box, `[B, L]`, unnormalised.
  public let centerness: Tensor
  /// Where the L locations lie.
  public let grid: LocationGrid

  /// The output of a head, or of a test in its place.
  public init(logits: Tensor, distances: Tensor, centerness: Tensor, grid: LocationGrid) {
    self.logits = logits
    self.distances = distances
    self.centerness = centerness
    self.grid = grid
  }
}

/// One class and one box convolution a task, and a learnable scale for each level.
public final class DetectionHead: Module {
  let levels: DetectionLevels
  let classification: Convolution
  let box: Convolution
  @Parameter var scales: Tensor  // [levels]

  /// The class probability at the start (Lin et al. 2017, focal loss).
  private static let priorProbability = 0.01
  /// A start inside the cell instead of a dead ReLU.
  private static let boxBias = 1.0

  /// A head with its start values.
  /// - Parameters:
  ///   - classCount: K.
  ///   - levels: those of the decoder.
  /// - Throws: `TorchError`.
  public init(classCount: Int, levels: DetectionLevels) throws {
    self.levels = levels
    classification = try Convolution(MultiScaleDecoder.width, classCount, kernel: 3, padding: 1)
    box = try Convolution(MultiScaleDecoder.width, 4, kernel: 3, padding: 1)
    scales = try Tensor.ones([levels.count])
    try HeadStart.apply(classification)
    try HeadStart.apply(box)
    let logit = -log((1 - Self.priorProbability) / Self.priorProbability)
    try Initializer.constant(logit).fill(classification.bias!)
    try Initializer.constant(Self.boxBias).fill(box.bias!)
  }

  /// What the head says of every location of all levels.
  /// - Throws: `TorchError`.
  public func callAsFunction(_ features: MultiScaleFeatures) throws -> DetectionOutput {
    let grid = LocationGrid(features.classes.map(\.extent), levels: levels)
    let strides = levels.strides
    let distances = try features.boxes.enumerated().map { i, map in
      let raw = try box.inFloat32(map).locationsLast()  // [B, H*W, 4]
      return try (raw * scales.narrowed(0, i, 1)).relu() * Double(strides[i])
    }
    return DetectionOutput(
      logits: try Tensor.cat(features.classes.map { try classification.inFloat32($0).locationsLast() }, 1),
      distances: try Tensor.cat(distances, 1),
      centerness: try Tensor.cat(features.centerness.map { try $0.locationsLast() }, 1).squeezed(-1), grid: grid)
  }
}

extension Tensor {
  /// `[B, C, H, W] -> [B, H * W, C]`.
  fileprivate func locationsLast() throws -> Tensor { try permuted([0, 2, 3, 1]).flattened(1, 2) }
}
