// B batch, H W height and width.

import Datasets
import Imaging
import Models
import Torch

/// A batch on the device of the model.
public struct TaskBatch {
  /// The task's name.
  public let task: String
  /// The ids of its B samples.
  public let ids: [String]
  /// `[B, 3, H, W]`, float32 in 0...1, channels last in memory.
  public let images: Tensor
  /// The size of each image within its padding; nil when nothing is padded.
  public let validSizes: [Extent]?
  /// What is to be learned about each of the B images, in the form of the task's label type.
  public let targets: [Target]

  /// Whether no label of the batch says anything: every mask pixel ignored, every state unknown. Such a batch costs 0.
  public var isWithoutLabels: Bool {
    targets.allSatisfy { target in
      switch target {
      case .mask(let map): map.values.allSatisfy { $0 == LabelMap.ignore }
      case .labels(let states): states.allSatisfy { $0 == .unknown }
      case .classIndex, .boxes: false  // no box is a statement: background everywhere
      }
    }
  }

  /// Whether it is a detection batch in which nothing is to be found. Its loss says little: next to 0 for a fresh head,
  /// which finds nothing, and for a trained one.
  public var isWithoutBoxes: Bool {
    targets.allSatisfy { target in
      switch target {
      case .boxes(let boxes): boxes.isEmpty
      case .classIndex, .labels, .mask: false
      }
    }
  }

  init(task: String, ids: [String], images: Tensor, validSizes: [Extent]?, targets: [Target]) {
    (self.task, self.ids, self.images, self.validSizes, self.targets) = (task, ids, images, validSizes, targets)
  }

  /// Copies a batch of the loader to `device`.
  /// - Throws: `TorchError`, such as for a device that is full.
  public init(_ batch: HostBatch, on device: Device) throws {
    task = batch.task
    ids = batch.ids
    images = try Self.images(
      batch.images, depth: batch.depth, count: batch.count, height: batch.height, width: batch.width, device)
    let whole = Extent(height: batch.height, width: batch.width)
    let sizes = batch.validSizes.map { Extent(height: $0.height, width: $0.width) }
    validSizes = sizes.allSatisfy { $0 == whole } ? nil : sizes
    targets = batch.targets
  }

  /// `[B, H, W, 3]` bytes as `[B, 3, H, W]` numbers; the axes change places without a copy.
  /// - Parameter bytes: values 0...255 of one byte, or float32 in 0...1 of four, as `depth` says.
  /// - Returns: float32 in 0...1 on the device, channels last in memory.
  /// - Throws: `TorchError`.
  public static func images(
    _ bytes: [UInt8], depth: PixelDepth, count: Int, height: Int, width: Int, _ device: Device
  ) throws -> Tensor {
    let shape = [count, height, width, 3]
    let stored = try bytes.withUnsafeBytes { bytes in
      try Tensor(bytes: bytes, shape: shape, dtype: depth == .uint8 ? .uint8 : .float32).to(device)
    }
    let scaled = depth == .uint8 ? try stored.to(.float32) / 255 : stored
    return try scaled.permuted([0, 3, 1, 2])
  }
}
