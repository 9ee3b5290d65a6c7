import Datasets
import Foundation
import GoldenArrays
import NN
import SafeTensors
import Settings
import Testing
import Torch

@testable import Training

/// `model.weights`: files that are no weights are refused with their reason.
@Suite struct StartWeightsTests {
  private let temporary: TemporaryFolder
  private let model: MultiTaskModel

  init() throws {
    temporary = try TemporaryFolder()
    model = try SmallModels.model([SmallModels.description(.classification, classCount: 2)])
  }

  /// The model's own weights, each changed.
  private func file(_ change: (Tensor, String) throws -> Tensor = { tensor, _ in tensor }) throws -> String {
    let path = temporary.path + "/weights.safetensors"
    let tensors = try model.stateDict().map { try change($0.tensor.detach(), $0.key).forFile(named: $0.key) }
    try SafeTensorsWriter.write(to: path, tensors: tensors)
    return path
  }

  private func refusal(_ path: String) throws -> String {
    let error = #expect(throws: UsageError.self) { try model.start(from: path) }
    return try #require(error).message
  }

  @Test func weightsOfACheckpointAreTaken() throws {
    let other = try SmallModels.model([SmallModels.description(.classification, classCount: 2)], seed: 9)
    let loaded = try other.start(from: file())
    #expect(loaded.warning == nil && loaded.notes.count == 2)
    let (mine, theirs) = (model.shared.parameters()[0].tensor, other.shared.parameters()[0].tensor)
    #expect(try mine.array(of: Float.self) == theirs.array(of: Float.self))
  }

  @Test func wholeNumbersAreNoWeights() throws {
    let text = try refusal(file { tensor, _ in try tensor.to(.int32) })
    #expect(text.hasPrefix("model.weights: \(temporary.path)/weights.safetensors: "))
    #expect(text.contains("holds whole numbers (I32); weights are floating-point numbers, so give another file"))
  }

  @Test func valuesThatAreNoneAreNamedByTheirTensor() throws {
    let spoilt = "shared.encoder.stages.2.blocks.0.mlp.fc1.bias"
    let text = try refusal(file { tensor, key in key == spoilt ? try tensor * .nan : tensor })
    #expect(text.contains("weights.safetensors: \(spoilt) gets values that are infinite or no numbers"))
  }

  @Test func filesOfOtherKindsAreToldAsSuch() throws {
    let path = temporary.path + "/model.pth"
    try Data([0x50, 0x4B, 3, 4] + [UInt8](repeating: 7, count: 100)).write(to: URL(fileURLWithPath: path))
    #expect(try refusal(path).contains("it looks like a file of PyTorch, which holds programs and is not opened here"))
    try temporary.write("Keep the weights in another file.\n", "notes.txt")
    #expect(try refusal(temporary.path + "/notes.txt").contains("is it a safetensors file? Give another one"))
  }
}
