// B batch, K classes, H W height and width.

import Datasets
import Models
import NN
import Torch

/// What a label type adds to the shared blocks: a head, a loss and a prediction.
public protocol TaskType: AnyObject {
  /// What it was built from.
  var configuration: TaskConfiguration { get }
  /// Its own parameters.
  var head: Module { get }

  /// A scalar near 1 at the start, whatever the data.
  /// - Throws: `TorchError`.
  func loss(_ batch: TaskBatch, _ shared: SharedBlocks) throws -> Tensor

  /// What the model says about each image of the batch.
  /// - Parameters:
  ///   - images: `[B, 3, H, W]`, float32 in 0...1.
  ///   - validSizes: the part of each image that is no padding, B of them.
  /// - Returns: one prediction an image, in their order.
  /// - Throws: `TorchError`.
  func predict(_ images: Tensor, validSizes: [Extent], _ shared: SharedBlocks) throws -> [Prediction]
}

/// What a model says about one image.
public enum Prediction {
  /// One probability a class; over all classes 1 for classification, each on its own for several labels.
  case probabilities([Float])
  /// `[K, H, W]` of the image without its padding, unnormalised, on the CPU.
  case pixelLogits(Tensor)
  /// In pixels of the model's input, clipped to the image.
  case boxes([FoundBox])
}

/// The label types, each with its task type (CONTRIBUTING.md lists what a new one touches).
enum TaskCatalog {
  /// - Parameter levels: of the shared multi-scale decoder.
  static func make(
    _ task: TaskConfiguration, encoder: any Encoder, levels: DetectionLevels
  ) throws -> any TaskType {
    switch task.labelType {
    case .classification: try ClassificationTask(task, encoder: encoder)
    case .multilabel: try MultiLabelTask(task, encoder: encoder)
    case .segmentation: try SegmentationTask(task)
    case .detection: try DetectionTask(task, levels: levels)
    }
  }
}
