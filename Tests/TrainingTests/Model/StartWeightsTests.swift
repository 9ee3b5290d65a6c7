import Datasets
import Foundation
import GoldenArrays
import Models
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
    #expect(loaded.warning == nil && loaded.notes.count == 3)
    let (mine, theirs) = (model.shared.parameters()[0].tensor, other.shared.parameters()[0].tensor)
    #expect(try mine.array(of: Float.self) == theirs.array(of: Float.self))
  }

  /// Encoder, towers and the strides that both have are taken, and the rest is told.
  @Test func weightsOfOtherDetectionLevelsAreTakenWhereTheyFit() throws {
    let task = SmallModels.description(.detection, classCount: 2)
    for (saved, wanted) in [(DetectionLevels.from8, DetectionLevels.from4), (.from4, .from8)] {
      let path = "\(temporary.path)/from\(saved.rawValue).safetensors"
      let first = try SmallModels.model([task], levels: saved, seed: 1)
      try SafeTensorsWriter.write(to: path, tensors: first.stateDict().map { $0.tensor.forFile(named: $0.key) })
      let second = try SmallModels.model([task], levels: wanted, seed: 2)
      let loaded = try second.start(from: path)
      let notes = loaded.notes.joined(separator: "\n")
      #expect(notes.contains("tensors loaded into the encoder") && notes.contains("tensors loaded into the decoders"))
      if wanted == .from4 {
        #expect(notes.contains("it lacks 4 tensors of multi_scale_decoder, which keep their start"))
        #expect(notes.contains("its detection begins at stride 8 and model.levels at 4"))
        let missing = loaded.details.first { $0.hasPrefix("not in \(path): shared.multi_scale_decoder.") }
        #expect(missing?.components(separatedBy: ", ").count == 4, "\(loaded.details)")
      } else {
        #expect(notes.contains("at stride 4 and model.levels at 8; its layers of stride 4 are left out"))
        #expect(!notes.contains("it lacks"))
      }
      let state = { (model: MultiTaskModel) in
        Dictionary(uniqueKeysWithValues: model.stateDict().map { ($0.key, $0.tensor) })
      }
      let (given, found) = (state(first), state(second))
      let coarsest = { (levels: DetectionLevels) in "shared.multi_scale_decoder.lateral.\(levels.count - 3).weight" }
      let encoder = "shared.encoder.stages.0.blocks.0.mlp.fc1.weight"
      for (from, to) in [(coarsest(saved), coarsest(wanted)), (encoder, encoder)] {
        #expect(try given[from]?.array(of: Float.self) == found[to]?.array(of: Float.self), "\(to)")
      }
    }
  }

  /// However many keys do not fit, the refusal names each of them.
  @Test func everyKeyThatDoesNotFitIsNamed() throws {
    let affine = try SmallModels.model([SmallModels.description(.classification, classCount: 2)], affine: true)
    let path = temporary.path + "/affine.safetensors"
    try SafeTensorsWriter.write(to: path, tensors: affine.stateDict().map { $0.tensor.forFile(named: $0.key) })
    let text = try refusal(path)
    let known = Set(model.shared.encoder.stateDict().map(\.key))
    let unknown = affine.shared.encoder.stateDict().map(\.key).filter { !known.contains($0) }
    try #require(unknown.count > 12)
    #expect(text.hasPrefix("model.weights: \(path) does not fit the model.") && text.contains("model.affine: true"))
    let lines = Set(text.split(separator: "\n").map { $0.drop { $0 == " " } })
    for key in unknown { #expect(lines.contains(Substring(key)), "\(key)") }
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
