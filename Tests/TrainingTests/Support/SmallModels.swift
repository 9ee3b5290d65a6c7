import Datasets
import Foundation
import Imaging
import Models
import NN
import Statistics
import Testing
import Torch

@testable import Training

/// Models of one task a label type, and batches of random pixels with random labels.
enum SmallModels {
  static let size = 64

  static func description(
    _ type: LabelType, name: String? = nil, classCount: Int, divisor: ClassDivisor? = nil
  ) -> TaskConfiguration {
    TaskConfiguration(
      name: name ?? type.rawValue, labelType: type, classes: (0..<classCount).map { "class \($0)" }, size: size,
      classDivisor: divisor)
  }

  static func model(
    _ tasks: [TaskConfiguration], affine: Bool = false, levels: DetectionLevels = .from8, seed: UInt64 = 0
  ) throws -> MultiTaskModel {
    try MultiTaskModel(
      ModelConfiguration(encoder: .swin, size: .nano, affine: affine, levels: levels, tasks: tasks), seed: seed)
  }

  /// Overwrites one parameter.
  static func fill(_ key: String, of model: MultiTaskModel, _ value: Double) throws {
    let entry = try #require(model.parameters().first { $0.key == key })
    try Initializer.constant(value).fill(entry.tensor)
  }

  static func batch(
    _ task: TaskConfiguration, count: Int = 2, seed: UInt64 = 0, targets: [Target]? = nil, validSize: Extent? = nil
  ) throws -> TaskBatch {
    var random = SampleRandom(seed: seed, task: task.name)
    let pixels = (0..<count * size * size * 3).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let images = try TaskBatch.images(pixels, depth: .uint8, count: count, height: size, width: size, .cpu)
    return TaskBatch(
      task: task.name, ids: (0..<count).map { "sample\($0)" }, images: images,
      validSizes: validSize.map { [Extent](repeating: $0, count: count) },
      targets: targets ?? (0..<count).map { _ in target(task, &random) })
  }

  static func target(_ task: TaskConfiguration, _ random: inout SampleRandom) -> Target {
    let K = task.classes.count
    switch task.labelType {
    case .classification: return .classIndex(random.integer(in: 0..<K))
    case .multilabel: return .labels((0..<K).map { _ in random.chance(0.5) ? .positive : .negative })
    case .segmentation:
      let values = (0..<size * size).map { UInt16(min(K - 1, $0 / size * K / size)) }
      return .mask(LabelMap(height: size, width: size, values: values))
    case .detection:
      return .boxes(
        (0..<3).map { i in
          let (x, y) = (Float(4 + 16 * i), Float(8 + 12 * i))
          return LabelledBox(x0: x, y0: y, x1: x + 20, y1: y + 16, label: random.integer(in: 0..<K))
        })
    }
  }

  static func loss(_ model: MultiTaskModel, _ batch: TaskBatch) throws -> Tensor {
    try model.tasks[batch.task]!.loss(batch, model.shared)
  }

  static func gradients(_ model: MultiTaskModel) throws -> [String: [Float]] {
    var found: [String: [Float]] = [:]
    for entry in model.parameters() { found[entry.key] = try entry.tensor.gradient?.array(of: Float.self) }
    return found
  }

  static func clear(_ model: MultiTaskModel) { for entry in model.parameters() { entry.tensor.gradient = nil } }
}
