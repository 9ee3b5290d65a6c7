import Foundation
import GoldenArrays
import Imaging
import Models
import NN
import Testing
import Torch

@testable import Datasets
@testable import Training

/// What every task type of the catalog keeps.
@Suite struct TaskTypeContractTests {
  static let types: [(LabelType, Int)] = [(.classification, 3), (.multilabel, 4), (.segmentation, 3), (.detection, 2)]

  /// The fewest and the most classes of the page's list: method, "Losses: near 1 at the start".
  static let extremes: [(LabelType, Int)] = [
    (.classification, 2), (.classification, 165), (.multilabel, 1), (.multilabel, 165), (.segmentation, 2),
    (.segmentation, 165), (.detection, 1), (.detection, 165),
  ]

  @Test(arguments: types + extremes) func startsNearOne(type: LabelType, K: Int) throws {
    let task = SmallModels.description(type, classCount: K)
    var losses: [Double] = []
    for seed in 0..<4 {
      let model = try SmallModels.model([task], seed: UInt64(seed))
      losses.append(try SmallModels.loss(model, SmallModels.batch(task, seed: UInt64(seed))).item())
    }
    #expect(losses.allSatisfy { (0.7...1.4).contains($0) }, "\(losses)")
  }

  /// Random unit-variance features through fresh heads, averaged over 64 seeds (method, "Losses").
  @Test(arguments: [2, 3, 9, 16, 165]) func freshHeadsOnUnitFeaturesCostAboutOne(K: Int) throws {
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

  /// One label alone, which no other label type could have.
  @Test func aFreshHeadOfOneLabelCostsAboutOne() throws {
    var sum = 0.0
    let seeds = 64
    for seed in 0..<seeds {
      try TorchLibrary.seed(UInt64(seed))
      let features = try Tensor.zeros([8, 384])
      try features.normalInPlace()
      let wanted = try Tensor((0..<8).map { Float($0 % 2) }, shape: [8, 1])
      let logits = try ClassificationHead(channels: 384, classCount: 1)(features)
      sum += try multiLabelLoss(logits: logits, targets: wanted, known: Tensor.ones([8, 1])).item()
    }
    #expect((0.9...1.15).contains(sum / Double(seeds)), "\(sum / Double(seeds))")
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

  /// Heads do not start at zero: every matrix of the encoder has a gradient before the first update.
  @Test(arguments: types) func theEncoderLearnsFromTheFirstStep(type: LabelType, K: Int) throws {
    let task = SmallModels.description(type, classCount: K)
    let model = try SmallModels.model([task])
    model.setTraining(false)  // no drop path, which may leave a block out
    try SmallModels.loss(model, SmallModels.batch(task)).backward()
    let matrices = model.parameters().filter { $0.key.hasPrefix("shared.encoder.") && $0.tensor.rank >= 2 }
    #expect(!matrices.isEmpty)
    for entry in matrices {
      let gradient = try #require(entry.tensor.gradient, "no gradient of \(entry.key)")
      #expect(try gradient.abs().sum().item() > 0, "\(entry.key)")
    }
  }

  /// A batch of two is two batches of one, in evaluation mode.
  @Test(arguments: types) func predictionsDoNotDependOnBatchMates(type: LabelType, K: Int) throws {
    let task = SmallModels.description(type, classCount: K)
    let model = try SmallModels.model([task])
    model.setTraining(false)
    // A fresh head's class probability of 0.01 gives no box.
    if type == .detection { try SmallModels.fill("heads.detection.classification.bias", of: model, 0) }
    let batch = try SmallModels.batch(task)
    let sizes = [Extent(height: 64, width: 64), Extent(height: 40, width: 50)]
    try withoutGradients {
      let together = try model.tasks[task.name]!.predict(batch.images, validSizes: sizes, model.shared)
      for b in 0..<2 {
        let alone = try model.tasks[task.name]!.predict(
          batch.images.narrowed(0, b, 1), validSizes: [sizes[b]], model.shared)
        #expect(try together[b].isNear(alone[0]))
      }
    }
  }

  /// What the loader lays into the padding of a mask has no say: the loss is that of the images without it.
  @Test func paddedMasksCostWhatTheImagesCost() throws {
    let task = SmallModels.description(.segmentation, classCount: 3)
    let model = try SmallModels.model([task])
    model.setTraining(false)
    let (height, width) = (40, 50)
    let mask = LabelMap(
      height: height, width: width, values: (0..<height * width).map { UInt16($0 / width * 3 / height) })
    let samples = (0..<2).map { b in
      let bytes = (0..<height * width * 3).map { UInt8(truncatingIfNeeded: $0 * (b + 3) / 5) }
      return TrainingSample(
        id: "\(b)", image: Raster(height: height, width: width, bytes: bytes), target: .mask(mask))
    }
    let batch = try TaskBatch(HostBatch(samples, step: 0, task: task.name, size: SmallModels.size), on: .cpu)
    let sizes = try #require(batch.validSizes)
    try withoutGradients {
      let found = try SmallModels.loss(model, batch).item()
      let logits = try model.tasks[task.name]!.predict(batch.images, validSizes: sizes, model.shared).map {
        prediction in
        guard case .pixelLogits(let logits) = prediction else { throw TaskError.target(task.name, "a mask") }
        return try logits.unsqueezed(0)
      }
      let labels = try Tensor((mask.values + mask.values).map(Int64.init), shape: [2, height, width])
      let wanted = try segmentationLoss(logits: Tensor.cat(logits, 0), mask: labels).item()
      #expect(abs(found - wanted) < 1e-5 * wanted, "\(found) \(wanted)")
    }
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
}

extension Prediction {
  /// Whether two predictions are equal but for rounding, which may also change the order of boxes.
  fileprivate func isNear(_ other: Prediction) throws -> Bool {
    switch (self, other) {
    case (.probabilities(let a), .probabilities(let b)): relativeDifference(a, b) < 1e-4
    case (.pixelLogits(let a), .pixelLogits(let b)):
      relativeDifference(try a.array(of: Float.self), try b.array(of: Float.self)) < 1e-4
    case (.boxes(let a), .boxes(let b)):
      !a.isEmpty && a.count == b.count && a.allSatisfy { box in b.contains { $0.isNear(box) } }
    default: false
    }
  }
}

extension FoundBox {
  private var numbers: [Float] { [x0, y0, x1, y1, score] }

  fileprivate func isNear(_ other: FoundBox) -> Bool {
    label == other.label && zip(numbers, other.numbers).allSatisfy { abs($0 - $1) < 1e-3 }
  }
}
