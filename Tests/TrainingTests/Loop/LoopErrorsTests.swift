import Datasets
import NN
import Testing
import Torch

@testable import Training

/// Batches that cannot be trained on are named, and the weights are those before them.
@Suite struct LoopErrorsTests {
  /// Trains to step `steps` with all pictures in each batch.
  private func run(_ state: TrainingState, _ data: SmallData, steps: Int = 1) throws {
    let loop = TrainingLoop(
      steps: steps, seed: 0, precision: .float32, device: .cpu, clipNorm: nil, learningRate: { _ in 1e-4 },
      batches: try data.batches(of: SmallData.count), observers: [])
    defer { loop.batches.close() }
    try loop.run(state)
  }

  private func state() throws -> TrainingState {
    let model = try SmallModels.model([SmallModels.description(.classification, name: "shades", classCount: 2)])
    let optimizer = AdamW([ParameterGroup(model.parameters(), weightDecay: 0.05)])
    return TrainingState(model: model, optimizer: optimizer, step: 0)
  }

  @Test func aLossThatIsNoNumberReachesNoWeight() throws {
    let (data, state) = (try SmallData(), try state())
    try run(state, data)
    #expect(state.step == 1)
    try withoutGradients { try state.model.parameters()[0].tensor.fillInPlace(.nan) }
    let before = try weights(state)
    let thrown = #expect(throws: NonFiniteLoss.self) { try run(state, data, steps: 2) }
    let error = try #require(thrown)
    #expect(error.task == "shades" && error.step == 1 && error.value.isNaN)
    #expect(error.ids.sorted() == ["s0", "s1", "s2", "s3", "s4", "s5"])
    let text = error.description
    #expect(text.hasPrefix("task shades, step 1: the loss is ") && text.contains(error.ids.joined(separator: ", ")))
    #expect(text.contains("`umedpt check`") && text.contains("optimizer.learning_rate"))
    #expect(try weights(state) == before && state.step == 1)
  }

  /// A label that the head has not: libtorch's words, with the batch before them.
  @Test func anErrorOfLibtorchNamesItsBatch() throws {
    let (data, state) = (try SmallData(classes: ["dark", "middle", "bright"]), try state())
    let before = try weights(state)
    let thrown = #expect(throws: BatchError.self) { try run(state, data) }
    let error = try #require(thrown)
    #expect(error.task == "shades" && error.step == 0 && error.cause is TorchError)
    let samples = error.ids.joined(separator: ", ")
    #expect(error.ids.count == 6 && error.description.hasPrefix("task shades, step 0, samples \(samples): aten::"))
    #expect(try weights(state) == before && state.step == 0)
  }

  /// All bytes, because a number that is none differs from itself.
  private func weights(_ state: TrainingState) throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for entry in state.model.parameters() {
      try entry.tensor.forFile(named: entry.key).withBytes { found[entry.key] = Array($0) }
    }
    return found
  }
}
