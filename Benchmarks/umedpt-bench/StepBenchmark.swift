import Foundation
import GoldenArrays
import Models
import NN
import Torch

/// What peers/step.py trains: Swin with affine norms and 1000 classes, no task around it.
final class StepModel: Module {
  let encoder: SwinEncoder
  let heads: [String: Module]
  private let head: Linear

  init(_ configuration: SwinConfiguration, classCount: Int) throws {
    encoder = try SwinEncoder(configuration, norm: .layer(affine: true))
    head = try Linear(encoder.channels.last!, classCount)
    heads = ["step": StepHead(head)]
  }

  func callAsFunction(_ images: Tensor) throws -> Tensor { try head(encoder(images).last().mean([2, 3])) }

  /// Decay on tensors of rank 2 and above but the relative position bias.
  func makeOptimizer() -> AdamW {
    let decays = { (entry: Entry) in
      entry.tensor.rank > 1 && !entry.key.hasSuffix("relative_position_bias_table")
    }
    let all = parameters()
    return AdamW([
      ParameterGroup(all.filter(decays), weightDecay: 0.05),
      ParameterGroup(all.filter { !decays($0) }, weightDecay: 0),
    ])
  }
}

/// Gives the linear layer the key of a task's head.
final class StepHead: Module {
  let linear: Linear
  init(_ linear: Linear) { self.linear = linear }
}

/// Forward, backward and one AdamW update of Swin on a batch in memory.
enum StepBenchmark {
  private static let warmup = 3

  static func run(_ arguments: Arguments) throws -> [String: Any] {
    guard let precision = Precision(rawValue: try arguments.text("precision", default: "fp32")),
      let size = SwinConfiguration.Size(rawValue: try arguments.text("size", default: "tiny"))
    else { throw ArgumentError("--precision fp32|bf16, --size nano|tiny") }
    let batch = try arguments.integer("batch", default: 8)
    try TorchLibrary.seed(0)
    let model = try StepModel(size.configuration, classCount: 1000)
    let optimizer = model.makeOptimizer()
    let images = try Tensor.zeros([batch, 3, 224, 224])
    try images.uniformInPlace(0...1)
    let labels = try Tensor((0..<batch).map { Int64($0 * 37 % 1000) }, shape: [batch])
    var times: [Double] = []
    let runs = try arguments.integer("runs", default: 7)
    try TorchLibrary.keepingFreedMemory {
      for i in 0..<warmup + runs {
        let start = now()
        try step(model, optimizer, images, labels, precision)
        if i >= warmup { times.append(now() - start) }
      }
    }
    return times.spread.merging(
      ["precision": precision.rawValue, "parameters": model.parameterCount, "peak_kib": peakKiB()]) { $1 }
  }

  private static func step(
    _ model: StepModel, _ optimizer: AdamW, _ images: Tensor, _ labels: Tensor, _ precision: Precision
  ) throws {
    let logits = try autocast(precision, on: .cpu) { try model(images) }
    try logits.to(.float32).crossEntropy(labels).backward()
    try optimizer.step(learningRate: 1e-3)
    optimizer.clearGradients()
  }
}

/// Three losses from weights and a batch that the peer computes too.
enum LossesBenchmark {
  static func run(_ arguments: Arguments) throws -> [String: Any] {
    var configuration = SwinConfiguration.Size.tiny.configuration
    configuration.dropPath = 0
    let model = try StepModel(configuration, classCount: 1000)
    for entry in model.parameters() {
      let weight = try Tensor(formulaWeight(key: entry.key, shape: entry.tensor.shape), shape: entry.tensor.shape)
      try withoutGradients { try entry.tensor.copyInPlace(weight) }
    }
    let batch = 8
    let shape = [batch, 3, 224, 224]
    let images = try Tensor(formulaValues(count: shape.reduce(1, *), stream: "input", scale: 1), shape: shape)
    let labels = try Tensor((0..<batch).map { Int64($0 * 37 % 1000) }, shape: [batch])
    let optimizer = model.makeOptimizer()
    let losses = try (0..<3).map { _ in
      let loss = try model(images).crossEntropy(labels)
      try loss.backward()
      try optimizer.step(learningRate: 1e-3)
      optimizer.clearGradients()
      return try loss.item()
    }
    return ["losses": losses, "batch": batch]
  }
}
