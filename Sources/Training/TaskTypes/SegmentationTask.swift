// B batch, K classes, H W height and width.

import Datasets
import Imaging
import Models
import NN
import Torch

/// One of K classes a pixel.
final class SegmentationTask: TaskType {
  let configuration: TaskConfiguration
  let head: Module
  private let pixelHead: SegmentationHead

  init(_ task: TaskConfiguration) throws {
    configuration = task
    try TaskError.requireClasses(task, atLeast: 2)
    pixelHead = try SegmentationHead(classCount: task.classes.count)
    head = pixelHead
  }

  func loss(_ batch: TaskBatch, _ shared: SharedBlocks) throws -> Tensor {
    let logits = try logits(batch.images, shared)
    return try segmentationLoss(logits: logits, mask: mask(batch).to(logits.device))
  }

  func predict(_ images: Tensor, validSizes: [Extent], _ shared: SharedBlocks) throws -> [Prediction] {
    let logits = try logits(images, shared).to(.cpu)
    return try validSizes.enumerated().map { b, size in
      let inside = try logits.selected(0, b).narrowed(1, 0, size.height).narrowed(2, 0, size.width)
      return .pixelLogits(try inside.contiguous())
    }
  }

  /// `[B, K, H, W]`.
  private func logits(_ images: Tensor, _ shared: SharedBlocks) throws -> Tensor {
    guard let decoder = shared.pixelDecoder else { preconditionFailure("a segmentation task needs the pixel decoder") }
    return try pixelHead(decoder(shared.encoder(images), size: images.extent))
  }

  /// `[B, H, W]`, Int64, padding and ignored pixels as the loss wants them.
  private func mask(_ batch: TaskBatch) throws -> Tensor {
    let extent = batch.images.extent
    var values: [Int64] = []
    values.reserveCapacity(batch.targets.count * extent.height * extent.width)
    for target in batch.targets {
      guard case .mask(let map) = target else { throw TaskError.target(batch.task, "a mask") }
      values += map.values.lazy.map { $0 == LabelMap.ignore ? ignoredPixel : Int64($0) }
    }
    return try Tensor(values, shape: [batch.targets.count, extent.height, extent.width])
  }
}
