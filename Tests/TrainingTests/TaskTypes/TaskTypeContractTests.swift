import Datasets
import Foundation
import GoldenArrays
import Imaging
import Models
import NN
import Testing
import Torch

@testable import Training

/// What every task type of the catalog keeps.
@Suite struct TaskTypeContractTests {
  static let types: [(LabelType, Int)] = [(.classification, 3), (.multilabel, 4), (.segmentation, 3), (.detection, 2)]

  @Test(arguments: types) func startsNearOne(type: LabelType, K: Int) throws {
    let task = SmallModels.description(type, classCount: K)
    var losses: [Double] = []
    for seed in 0..<4 {
      let model = try SmallModels.model([task], seed: UInt64(seed))
      losses.append(try SmallModels.loss(model, SmallModels.batch(task, seed: UInt64(seed))).item())
    }
    #expect(losses.allSatisfy { (0.7...1.4).contains($0) }, "\(losses)")
  }

  /// Random unit-variance features through fresh heads, averaged over 64 seeds (method, "Losses").
  @Test(arguments: [2, 3, 9, 16]) func freshHeadsOnUnitFeaturesCostAboutOne(K: Int) throws {
    var sums = (classification: 0.0, multiLabel: 0.0, segmentation: 0.0)
    let seeds = 64
    for seed in 0..<seeds {
      try TorchLibrary.seed(UInt64(seed))
      let features = try Tensor.zeros([8, 384])
      try features.normalInPlace()
      let pixels = try Tensor.zeros([2, PixelDecoder.embeddingChannels, 12, 12])
      try pixels.normalInPlace()
      let classes = try Tensor((0..<8).map { Int64($0 * 5 % K) }, shape: [8])
      let logits = try ClassificationHead(channels: 384, classCount: K)(features)
      sums.classification += try classificationLoss(logits: logits, labels: classes).item()
      let wanted = try classes.oneHot(K).to(.float32)
      sums.multiLabel += try multiLabelLoss(logits: logits, targets: wanted, known: wanted.onesLike()).item()
      let mask = try Tensor((0..<288).map { Int64($0 % K) }, shape: [2, 12, 12])
      sums.segmentation += try segmentationLoss(logits: SegmentationHead(classCount: K)(pixels), mask: mask).item()
    }
    let count = Double(seeds)
    #expect((0.9...1.15).contains(sums.classification / count))
    #expect((0.9...1.15).contains(sums.multiLabel / count))
    #expect((0.8...1.2).contains(sums.segmentation / count))
  }

  @Test(arguments: types) func everyParameterGetsAFiniteGradient(type: LabelType, K: Int) throws {
    let task = SmallModels.description(type, classCount: K)
    let model = try SmallModels.model([task])
    try SmallModels.loss(model, SmallModels.batch(task)).backward()
    for entry in model.parameters() {
      let gradient = try #require(entry.tensor.gradient, "no gradient of \(entry.key)")
      #expect(try gradient.isFinite().all().item() == 1, "\(entry.key)")
    }
  }

  /// A batch of two is two batches of one, in evaluation mode.
  @Test(arguments: types) func predictionsDoNotDependOnBatchMates(type: LabelType, K: Int) throws {
    let task = SmallModels.description(type, classCount: K)
    let model = try SmallModels.model([task])
    model.setTraining(false)
    let batch = try SmallModels.batch(task)
    let sizes = [Extent(height: 64, width: 64), Extent(height: 40, width: 50)]
    try withoutGradients {
      let together = try model.tasks[task.name]!.predict(batch.images, validSizes: sizes, model.shared)
      for b in 0..<2 {
        let alone = try model.tasks[task.name]!.predict(
          batch.images.narrowed(0, b, 1), validSizes: [sizes[b]], model.shared)
        #expect(relativeDifference(try together[b].numbers(), try alone[0].numbers()) < 1e-4)
      }
    }
  }

  /// Padding has no say: other pixels' labels outside the image change nothing.
  @Test(arguments: [(LabelType.segmentation, 3), (.detection, 2)])
  func labelsInThePaddingDoNotCount(type: LabelType, K: Int) throws {
    let task = SmallModels.description(type, classCount: K)
    let model = try SmallModels.model([task])
    model.setTraining(false)
    let valid = Extent(height: 40, width: 64)
    let targets: [[Target]] =
      switch type {
      case .segmentation: [Self.masks(outside: LabelMap.ignore), Self.masks(outside: LabelMap.ignore)]
      default: [Self.boxes(extra: false), Self.boxes(extra: true)]
      }
    let losses = try targets.map {
      try SmallModels.loss(model, SmallModels.batch(task, targets: $0, validSize: valid)).item()
    }
    #expect(losses[0] == losses[1])
  }

  /// Case O20: a batch that is entirely ignored costs nothing, gives zero gradients, and is told apart.
  @Test func aBatchWithoutLabelsCostsNothing() throws {
    let task = SmallModels.description(.segmentation, classCount: 2)
    let model = try SmallModels.model([task])
    let size = SmallModels.size
    let ignored = LabelMap(height: size, width: size, values: [UInt16](repeating: LabelMap.ignore, count: size * size))
    let batch = try SmallModels.batch(task, targets: [.mask(ignored), .mask(ignored)])
    let loss = try SmallModels.loss(model, batch)
    try loss.backward()
    #expect(try loss.item() == 0 && batch.isWithoutLabels)
    #expect(try SmallModels.gradients(model).values.allSatisfy { $0.allSatisfy { $0 == 0 } })
    #expect(try !SmallModels.batch(task).isWithoutLabels)
  }

  @Test(arguments: [LabelType.classification, .segmentation]) func oneClassIsRefused(type: LabelType) throws {
    let task = SmallModels.description(type, classCount: 1)
    let error = #expect(throws: TaskError.self) { try SmallModels.model([task]) }
    #expect(error?.description.contains("needs at least 2 classes, found 1") == true)
  }

  @Test(arguments: types) func overfitsEightSamples(type: LabelType, K: Int) throws {
    let task = SmallModels.description(type, classCount: K)
    let model = try SmallModels.model([task])
    let optimizer = AdamW([ParameterGroup(model.parameters(), weightDecay: 0)])
    let batch = try SmallModels.batch(task, count: 8)
    var losses: [Double] = []
    for _ in 0..<40 {
      let loss = try SmallModels.loss(model, batch)
      try loss.backward()
      try optimizer.step(learningRate: 5e-4)
      optimizer.clearGradients()
      losses.append(try loss.item())
    }
    #expect(losses.last! < 0.6 * losses.first!, "\(losses.first!) -> \(losses.last!)")
  }

  @Test(arguments: types) func handlesStayConstantOverSteps(type: LabelType, K: Int) throws {
    let task = SmallModels.description(type, classCount: K)
    let model = try SmallModels.model([task])
    let optimizer = AdamW([ParameterGroup(model.parameters(), weightDecay: 0)])
    let batch = try SmallModels.batch(task)
    var counts: [Int] = []
    for _ in 0..<4 {
      try SmallModels.loss(model, batch).backward()
      try optimizer.step(learningRate: 1e-4)
      optimizer.clearGradients()
      counts.append(try Tensor.liveCount())
    }
    #expect(Set(counts.dropFirst()).count == 1, "\(counts)")
  }

  private static func masks(outside: UInt16) -> [Target] {
    let size = SmallModels.size
    return (0..<2).map { _ in
      .mask(LabelMap(height: size, width: size, values: (0..<size * size).map { $0 / size < 40 ? 1 : outside }))
    }
  }

  private static func boxes(extra: Bool) -> [Target] {
    let inside = LabelledBox(x0: 4, y0: 4, x1: 24, y1: 24, label: 0)
    let outside = LabelledBox(x0: 10, y0: 44, x1: 30, y1: 60, label: 1)
    return (0..<2).map { _ in .boxes(extra ? [inside, outside] : [inside]) }
  }
}

extension Prediction {
  /// All numbers of a prediction in a row.
  fileprivate func numbers() throws -> [Float] {
    switch self {
    case .probabilities(let values): values
    case .pixelLogits(let logits): try logits.array(of: Float.self)
    case .boxes(let boxes): boxes.isEmpty ? [1] : boxes.flatMap { [$0.x0, $0.y0, $0.x1, $0.y1, $0.score] }
    }
  }
}
