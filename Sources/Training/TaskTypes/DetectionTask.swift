// B batch, K classes.

import Datasets
import Models
import NN
import Torch

/// Boxes with one of K classes each.
final class DetectionTask: TaskType {
  let configuration: TaskConfiguration
  let head: Module
  private let detectionHead: DetectionHead
  private let selection = BoxSelection()

  /// - Parameter levels: of the shared decoder.
  init(_ task: TaskConfiguration, levels: DetectionLevels) throws {
    configuration = task
    try TaskError.requireClasses(task, atLeast: 1)
    detectionHead = try DetectionHead(classCount: task.classes.count, levels: levels)
    head = detectionHead
  }

  func loss(_ batch: TaskBatch, _ shared: SharedBlocks) throws -> Tensor {
    let boxes = try batch.targets.map { target -> [TrueBox] in
      guard case .boxes(let boxes) = target else { throw TaskError.target(batch.task, "boxes") }
      return boxes.map { TrueBox(x0: $0.x0, y0: $0.y0, x1: $0.x1, y1: $0.y1, label: $0.label) }
    }
    let output = try output(batch.images, shared)
    let sizes = batch.validSizes ?? boxes.map { _ in batch.images.extent }
    return try detectionLoss(
      output, DetectionTargets(output.grid, boxes: boxes, validSizes: sizes),
      divisor: configuration.classDivisor ?? .classes)
  }

  func predict(_ images: Tensor, validSizes: [Extent], _ shared: SharedBlocks) throws -> [Prediction] {
    try selection.boxes(output(images, shared), validSizes: validSizes).map { .boxes($0) }
  }

  private func output(_ images: Tensor, _ shared: SharedBlocks) throws -> DetectionOutput {
    guard let decoder = shared.multiScaleDecoder else {
      preconditionFailure("a detection task needs the multi-scale decoder")
    }
    return try detectionHead(decoder(shared.encoder(images)))
  }
}
