import Datasets
import Imaging
import Models
import NN
import Testing
import Torch

@testable import Training

/// What detection adds to the contract of all task types: padding, levels, the divisor of the class term.
@Suite struct DetectionTaskTests {
  /// A head that fires everywhere, with boxes of two strides around each location.
  private func firing() throws -> MultiTaskModel {
    let model = try SmallModels.model([SmallModels.description(.detection, classCount: 2)])
    model.setTraining(false)
    try SmallModels.fill("heads.detection.classification.bias", of: model, 0)
    try SmallModels.fill("heads.detection.box.weight", of: model, 0)
    return model
  }

  private func loss(_ model: MultiTaskModel, _ boxes: [LabelledBox], validSize: Extent?) throws -> Double {
    let task = model.configuration.tasks[0]
    let batch = try SmallModels.batch(task, targets: [.boxes(boxes), .boxes(boxes)], validSize: validSize)
    return try withoutGradients { try SmallModels.loss(model, batch).item() }
  }

  /// Boxes outside the image are no positives.
  @Test func boxesInThePaddingDoNotCount() throws {
    let inside = LabelledBox(x0: 4, y0: 4, x1: 24, y1: 24, label: 0)
    let outside = LabelledBox(x0: 10, y0: 44, x1: 30, y1: 60, label: 1)
    let valid = Extent(height: 40, width: 64)
    let model = try firing()
    #expect(try loss(model, [inside], validSize: valid) == loss(model, [inside, outside], validSize: valid))
    #expect(try loss(model, [inside], validSize: nil) != loss(model, [inside, outside], validSize: nil))
  }

  /// A loss does not tell whether some other image of the batch was padded: cells over the edge count in neither case.
  @Test func aWholeImageCostsTheSameBesidePaddedOnes() throws {
    let box = LabelledBox(x0: 4, y0: 4, x1: 24, y1: 24, label: 0)
    let whole = Extent(height: SmallModels.size, width: SmallModels.size)
    let model = try firing()
    #expect(try loss(model, [box], validSize: nil) == loss(model, [box], validSize: whole))
  }

  /// The lowest location of stride 8 inside 40 rows is at 36, and its box begins at 28; one at 44 would begin at 36.
  @Test func nothingIsFoundFromThePadding() throws {
    let model = try firing()
    let batch = try SmallModels.batch(model.configuration.tasks[0])
    let sizes = [Extent(height: 40, width: 64), Extent(height: 64, width: 40)]
    let found = try withoutGradients {
      try model.tasks["detection"]!.predict(batch.images, validSizes: sizes, model.shared)
    }
    for (prediction, size) in zip(found, sizes) {
      guard case .boxes(let boxes) = prediction else {
        Issue.record("no boxes")
        continue
      }
      #expect(boxes.map(\.y0).max() == (size.height == 40 ? 28 : 52))
      #expect(boxes.map(\.x0).max() == (size.width == 40 ? 28 : 52))
    }
  }

  /// From stride 4 on: near 1 at the start, and an update reaches the further level.
  @Test func finerLevelsTrain() throws {
    let task = SmallModels.description(.detection, classCount: 2)
    for seed in 0..<4 {
      let model = try SmallModels.model([task], levels: .from4, seed: UInt64(seed))
      let loss = try SmallModels.loss(model, SmallModels.batch(task, seed: UInt64(seed))).item()
      #expect((0.7...1.4).contains(loss), "\(loss)")
    }
    let model = try SmallModels.model([task], levels: .from4)
    let finest = try #require(model.parameters().first { $0.key == "shared.multi_scale_decoder.lateral.0.weight" })
    #expect(finest.tensor.shape == [128, 48, 1, 1])
    let before = try finest.tensor.array(of: Float.self)
    let optimizer = AdamW([ParameterGroup(model.parameters(), weightDecay: 0)])
    let batch = try SmallModels.batch(task)
    try SmallModels.loss(model, batch).backward()
    for entry in model.parameters() { #expect(entry.tensor.gradient != nil, "\(entry.key)") }
    try optimizer.step(learningRate: 1e-4)
    #expect(try finest.tensor.array(of: Float.self) != before)
    #expect(try SmallModels.loss(model, batch).item().isFinite)
  }

  @Test func theDivisorChangesTheLoss() throws {
    func loss(_ divisor: ClassDivisor?, seed: UInt64) throws -> Double {
      let task = SmallModels.description(.detection, classCount: 9, divisor: divisor)
      let model = try SmallModels.model([task], seed: seed)
      model.setTraining(false)
      return try withoutGradients { try SmallModels.loss(model, SmallModels.batch(task, seed: seed)).item() }
    }
    for seed in 0..<3 as Range<UInt64> {
      let (paper, one) = (try loss(nil, seed: seed), try loss(.one, seed: seed))
      #expect(try loss(.classes, seed: seed) == paper)
      #expect(abs(one - paper) > 1e-5 && (0.7...1.4).contains(one), "\(one) \(paper)")
    }
  }
}
