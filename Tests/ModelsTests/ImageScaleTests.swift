import Foundation
import GoldenArrays
import NN
import SafeTensors
import Testing
import Torch

@testable import Models

/// Mean and deviation of images inside an encoder's first convolution.
@Suite struct ImageScaleTests {
  @Test func foldedIsTheSameAsTakenOffBefore() throws {
    let scale = ImageScale(mean: [0.1, 0.5, 0.9], deviation: [0.2, 0.5, 2])
    let convolution = try Convolution(3, 5, kernel: 4, stride: 4)
    try GoldenWeights.fill(convolution, prefix: "stem.")
    let images = try GoldenWeights.input("images", [2, 3, 8, 12])
    let mean = try Tensor([0.1, 0.5, 0.9] as [Float], shape: [1, 3, 1, 1])
    let deviation = try Tensor([0.2, 0.5, 2] as [Float], shape: [1, 3, 1, 1])
    let wanted = try convolution((images - mean) / deviation).array(of: Float.self)
    try scale.fold(into: convolution)
    #expect(relativeDifference(try convolution(images).array(of: Float.self), wanted) < 1e-5)
  }

  /// Grey stripes of four widths: with static norms the embeddings of a random encoder must differ clearly.
  @Test func aRandomEncoderTellsPicturesApart() throws {
    try TorchLibrary.seed(1)
    let (size, count) = (64, 4)
    let pixels = (0..<count).flatMap { picture -> [Float] in
      let plane = (0..<size * size).map { i in 0.5 + 0.2 * sin(Float(i % size) * 0.2 * Float(picture + 1)) }
      return plane + plane + plane
    }
    let encoder = try SwinEncoder(SwinConfiguration.Size.nano.configuration, norm: .layer(affine: false))
    let shared = try SharedBlocks(
      encoder: encoder, hasPixelDecoder: false, detectionLevels: nil, norm: .layer(affine: false))
    shared.setTraining(false)
    let embedding = try withoutGradients { try shared.embedding(Tensor(pixels, shape: [count, 3, size, size])) }
    let middle = try embedding.mean([0], keepingAxes: true)
    let spread = try ((embedding - middle) * (embedding - middle)).sum().item() / Double(count)
    let length = try (middle * middle).sum().item()
    #expect((spread / length).squareRoot() > 0.1)
  }

  /// A checkpoint's decoders come along; one that it lacks keeps its start.
  @Test func decodersOfACheckpointAreLoaded() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/model.safetensors"
    let first = try Self.shared(levels: nil, seed: 1)
    let tensors = first.stateDict().map { $0.tensor.forFile(named: "shared." + $0.key) }
    try SafeTensorsWriter.write(to: path, tensors: tensors)
    let second = try Self.shared(levels: .from8, seed: 2)
    let report = try second.loadDecoders(SafeTensorsFile(path: path))
    #expect(!report.loaded.isEmpty && report.loaded.allSatisfy { $0.hasPrefix("pixel_decoder.") })
    #expect(!report.missing.isEmpty && report.missing.allSatisfy { $0.hasPrefix("multi_scale_decoder.") })
    let key = "pixel_decoder.embedding.weight"
    let (wanted, found) = try (Self.values(first, key), Self.values(second, key))
    #expect(found == wanted)
  }

  /// The finest level's map has other channels, so the mismatch cannot pass unseen.
  @Test(arguments: [(DetectionLevels.from8, DetectionLevels.from4), (.from4, .from8)])
  func aDecoderOfOtherLevelsIsRefused(saved: DetectionLevels, wanted: DetectionLevels) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/model.safetensors"
    let tensors = try Self.shared(levels: saved, seed: 1).stateDict().map {
      $0.tensor.forFile(named: "shared." + $0.key)
    }
    try SafeTensorsWriter.write(to: path, tensors: tensors)
    let error = try #require(throws: LoadError.self) {
      try Self.shared(levels: wanted, seed: 2).loadDecoders(SafeTensorsFile(path: path))
    }
    let channels = { (levels: DetectionLevels) in levels == .from8 ? 96 : 48 }
    let found = "lateral.0.weight (model [128, \(channels(wanted)), 1, 1], file [128, \(channels(saved)), 1, 1])"
    #expect(error.description.contains(found))
    #expect(error.description.contains("detection starts at another stride: see model.levels"))
  }

  private static func shared(levels: DetectionLevels?, seed: UInt64) throws -> SharedBlocks {
    try TorchLibrary.seed(seed)
    let norm = Norm.layer(affine: false)
    let encoder = try SwinEncoder(SwinConfiguration.Size.nano.configuration, norm: norm)
    return try SharedBlocks(encoder: encoder, hasPixelDecoder: true, detectionLevels: levels, norm: norm)
  }

  private static func values(_ module: Module, _ key: String) throws -> [Float] {
    let entry = try #require(module.stateDict().first { $0.key == key })
    return try entry.tensor.array(of: Float.self)
  }
}
