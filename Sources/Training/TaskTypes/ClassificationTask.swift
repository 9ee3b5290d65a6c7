// B batch, K classes.

import Datasets
import Models
import NN
import Torch

/// One of K classes an image.
final class ClassificationTask: TaskType {
  let configuration: TaskConfiguration
  let head: Module
  private let classifier: ClassificationHead

  init(_ task: TaskConfiguration, encoder: any Encoder) throws {
    configuration = task
    try TaskError.requireClasses(task, atLeast: 2)
    classifier = try ClassificationHead(channels: encoder.channels.last!, classCount: task.classes.count)
    head = classifier
  }

  func loss(_ batch: TaskBatch, _ shared: SharedBlocks) throws -> Tensor {
    let labels = try batch.targets.map { target -> Int64 in
      guard case .classIndex(let index) = target else { throw TaskError.target(batch.task, "one class") }
      return Int64(index)
    }
    let logits = try classifier(shared.embedding(batch.images, validSizes: batch.validSizes))
    return try classificationLoss(logits: logits, labels: Tensor(labels, shape: [labels.count]).to(logits.device))
  }

  func predict(_ images: Tensor, validSizes: [Extent], _ shared: SharedBlocks) throws -> [Prediction] {
    let probabilities = try classifier(shared.embedding(images, validSizes: validSizes)).softmax(1)
    return try probabilities.rows().map(Prediction.probabilities)
  }
}

extension Tensor {
  /// The rows of `[B, K]`.
  func rows() throws -> [[Float]] {
    let (count, width) = (size(0), size(1))
    let values = try array(of: Float.self)
    return (0..<count).map { Array(values[$0 * width..<($0 + 1) * width]) }
  }
}
