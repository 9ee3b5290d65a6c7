import Datasets
import Foundation
import GoldenArrays
import Imaging
import NN
import Testing
import Torch

@testable import Training

/// Algorithm 1: gradients of tasks add up, and absent tasks stay as they are.
@Suite struct AccumulationTests {
  let a: TaskConfiguration
  let b: TaskConfiguration

  init() throws {
    a = SmallModels.description(.classification, name: "a", classCount: 3)
    b = SmallModels.description(.segmentation, name: "b", classCount: 2)
  }

  @Test func twoTasksGradientsAddInAnyOrder() throws {
    let model = try SmallModels.model([a, b])
    model.setTraining(false)  // no drop path, so that each pass is the same function
    let (first, second) = (try SmallModels.batch(a), try SmallModels.batch(b))
    func gradients(_ batches: [TaskBatch]) throws -> [String: [Float]] {
      SmallModels.clear(model)
      for batch in batches { try SmallModels.loss(model, batch).backward() }
      return try SmallModels.gradients(model)
    }
    let (alone, other) = (try gradients([first]), try gradients([second]))
    let (sum, reversed) = (try gradients([first, second]), try gradients([second, first]))
    for (key, values) in sum {
      #expect(relativeDifference(values, reversed[key]!) < 1e-6, "\(key)")
      let parts = zip(alone[key] ?? values.map { _ in 0 }, other[key] ?? values.map { _ in 0 }).map(+)
      #expect(relativeDifference(values, parts) < 1e-5, "\(key)")
    }
  }

  /// Accumulated halves are the whole; for classification only, whose loss is a mean over samples.
  @Test func accumulatedHalvesAreTheWhole() throws {
    let model = try SmallModels.model([a])
    model.setTraining(false)
    let whole = try SmallModels.batch(a, count: 4)
    try SmallModels.loss(model, whole).backward()
    let wanted = try SmallModels.gradients(model)
    SmallModels.clear(model)
    for start in [0, 2] {
      let half = TaskBatch(
        task: "a", ids: Array(whole.ids[start..<start + 2]), images: try whole.images.narrowed(0, start, 2),
        validSizes: nil, targets: Array(whole.targets[start..<start + 2]))
      try (SmallModels.loss(model, half) / 2).backward()
    }
    for (key, values) in try SmallModels.gradients(model) {
      #expect(relativeDifference(values, wanted[key]!) < 1e-5, "\(key)")
    }
  }

  /// Case O03, one rank: a head whose task is absent neither decays nor moves, and its moments stay.
  @Test func anAbsentTasksHeadStaysBitIdentical() throws {
    let model = try SmallModels.model([a, b])
    let optimizer = AdamW([ParameterGroup(model.parameters(), weightDecay: 0.05)])
    func update(_ batches: [TaskBatch]) throws {
      for batch in batches { try SmallModels.loss(model, batch).backward() }
      try optimizer.step(learningRate: 1e-3)
      optimizer.clearGradients()
    }
    let (first, second) = (try SmallModels.batch(a), try SmallModels.batch(b))
    for _ in 0..<2 { try update([first, second]) }
    let before = try Self.snapshot(model, optimizer)
    for _ in 0..<5 { try update([first]) }
    let after = try Self.snapshot(model, optimizer)
    for (key, bytes) in before where key.hasPrefix("heads.b.") { #expect(after[key] == bytes, "\(key)") }
    #expect(before.contains { $0.key.hasPrefix("heads.a.") && after[$0.key] != $0.value })
  }

  /// Case O20: a batch whose every pixel is ignored changes nothing for the other tasks.
  @Test func anIgnoredBatchLeavesOtherTasksAsTheyAre() throws {
    let size = SmallModels.size
    let ignored = LabelMap(height: size, width: size, values: [UInt16](repeating: LabelMap.ignore, count: size * size))
    func trained(on batches: [TaskBatch]) throws -> (weights: [String: [UInt8]], loss: Double) {
      let model = try SmallModels.model([a, b], seed: 5)
      model.setTraining(false)
      let optimizer = AdamW([ParameterGroup(model.parameters(), weightDecay: 0.05)])
      for batch in batches { try SmallModels.loss(model, batch).backward() }
      try optimizer.step(learningRate: 1e-3)
      optimizer.clearGradients()
      return (try Self.snapshot(model, optimizer), try SmallModels.loss(model, batches[0]).item())
    }
    let (first, second) = (try SmallModels.batch(a), try SmallModels.batch(b))
    let empty = try SmallModels.batch(b, targets: [.mask(ignored), .mask(ignored)])
    let alone = try trained(on: [first])
    let beside = try trained(on: [first, empty])
    for (key, bytes) in alone.weights where Self.isOfA(key) { #expect(beside.weights[key] == bytes, "\(key)") }
    #expect(beside.loss == alone.loss)
    // With labels it would have.
    let labelled = try trained(on: [first, second]).weights
    #expect(labelled.contains { Self.isOfA($0.key) && alone.weights[$0.key] != $0.value })
  }

  /// Weights and moments that task a takes part in.
  private static func isOfA(_ key: String) -> Bool { key.hasPrefix("shared.encoder.") || key.hasPrefix("heads.a.") }

  /// All bytes of the weights and of the optimiser's state.
  private static func snapshot(_ model: MultiTaskModel, _ optimizer: AdamW) throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    let tensors = model.stateDict().map { $0.tensor.forFile(named: $0.key) } + optimizer.state()
    for tensor in tensors { try tensor.withBytes { found[tensor.name] = Array($0) } }
    return found
  }
}
