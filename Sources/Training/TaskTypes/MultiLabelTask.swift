// B batch, K classes.

import Datasets
import Models
import NN
import Torch

/// Each of K labels present, absent or unknown.
final class MultiLabelTask: TaskType {
  let configuration: TaskConfiguration
  let head: Module
  private let classifier: ClassificationHead

  init(_ task: TaskConfiguration, encoder: any Encoder) throws {
    configuration = task
    try TaskError.requireClasses(task, atLeast: 1)
    classifier = try ClassificationHead(channels: encoder.channels.last!, classCount: task.classes.count)
    head = classifier
  }

  func loss(_ batch: TaskBatch, _ shared: SharedBlocks) throws -> Tensor {
    let states = try batch.targets.flatMap { target -> [LabelState] in
      guard case .labels(let states) = target else { throw TaskError.target(batch.task, "label states") }
      return states
    }
    let shape = [batch.targets.count, configuration.classes.count]
    let logits = try classifier(shared.embedding(batch.images, validSizes: batch.validSizes))
    let targets = try Tensor(states.map { $0 == .positive ? 1 : 0 } as [Float], shape: shape)
    let known = try Tensor(states.map { $0 == .unknown ? 0 : 1 } as [Float], shape: shape)
    return try multiLabelLoss(logits: logits, targets: targets.to(logits.device), known: known.to(logits.device))
  }

  func predict(_ images: Tensor, validSizes: [Extent], _ shared: SharedBlocks) throws -> [Prediction] {
    let probabilities = try classifier(shared.embedding(images, validSizes: validSizes)).sigmoid()
    return try probabilities.rows().map(Prediction.probabilities)
  }
}
