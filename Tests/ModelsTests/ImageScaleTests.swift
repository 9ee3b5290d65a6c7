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
    let first = try Self.shared(levels: nil, seed: 1)
    let file = try Self.file(of: first, in: folder)
    let second = try Self.shared(levels: .from8, seed: 2)
    #expect(second.levelOffset(file) == nil)
    let report = try second.loadDecoders(file)
    #expect(!report.loaded.isEmpty && report.loaded.allSatisfy { $0.hasPrefix("pixel_decoder.") })
    #expect(!report.missing.isEmpty && report.missing.allSatisfy { $0.hasPrefix("multi_scale_decoder.") })
    let key = "pixel_decoder.embedding.weight"
    let (wanted, found) = try (Self.values(first, key), Self.values(second, key))
    #expect(found == wanted)
  }

  /// Layers belong to strides, which count from the finest level: those of 8, 16 and 32 find their own.
  @Test(arguments: [(DetectionLevels.from8, DetectionLevels.from4), (.from4, .from8)])
  func aDecoderOfOtherLevelsGivesWhatBothHave(saved: DetectionLevels, wanted: DetectionLevels) throws {
    let folder = try TemporaryFolder()
    let (first, second) = (try Self.shared(levels: saved, seed: 1), try Self.shared(levels: wanted, seed: 2))
    let file = try Self.file(of: first, in: folder)
    let start = try Self.values(second, "multi_scale_decoder.smooth.0.weight")
    let offset = wanted == .from4 ? 1 : -1
    #expect(second.levelOffset(file) == offset)
    let report = try second.loadDecoders(file)
    #expect(report.unused.isEmpty && report.reshaped.isEmpty)
    let finest = ["lateral.0.weight", "lateral.0.bias", "smooth.0.weight", "smooth.0.bias"]
    #expect(Set(report.missing) == Set(offset > 0 ? finest.map { "multi_scale_decoder." + $0 } : []))
    for layer in ["lateral", "smooth"] {
      for level in 0..<3 {
        let (from, to) = (level + max(0, -offset), level + max(0, offset))
        let given = try Self.values(first, "multi_scale_decoder.\(layer).\(from).weight")
        #expect(try Self.values(second, "multi_scale_decoder.\(layer).\(to).weight") == given, "\(layer) \(level)")
      }
    }
    for layer in ["down.1.weight", "class_tower.3.conv.weight", "centerness.bias"] {
      let key = "multi_scale_decoder." + layer
      let (given, found) = try (Self.values(first, key), Self.values(second, key))
      #expect(found == given, "\(key)")
    }
    if offset > 0 { #expect(try Self.values(second, "multi_scale_decoder.smooth.0.weight") == start) }
  }

  /// A file may name any level.
  @Test func levelsThatNoModelHasAreLeftAsTheyAre() {
    for level in ["9223372036854775807", "-9223372036854775808", "00", "+0", "4"] {
      let key = "multi_scale_decoder.smooth.\(level).weight"
      #expect(MultiScaleDecoder.key(key, movedBy: 1) == key)
    }
    let start = "multi_scale_decoder."
    #expect(MultiScaleDecoder.key(start + "smooth.2.bias", movedBy: 1) == start + "smooth.3.bias")
    #expect(MultiScaleDecoder.key(start + "lateral.0.bias", movedBy: -1) == nil)
  }

  /// A decoder that is another in itself is refused.
  @Test func aDecoderOfOtherShapesIsRefused() throws {
    let folder = try TemporaryFolder()
    let file = try Self.file(of: Self.shared(levels: .from8, seed: 1), in: folder) { key, tensor in
      key == "multi_scale_decoder.centerness.bias" ? try Tensor.cat([tensor, tensor], 0) : tensor
    }
    let error = #expect(throws: LoadError.self) { try Self.shared(levels: .from8, seed: 2).loadDecoders(file) }
    #expect(error?.description.contains("multi_scale_decoder.centerness.bias (model [1], file [2])") == true)
  }

  private static func file(
    of shared: SharedBlocks, in folder: TemporaryFolder, _ change: (String, Tensor) throws -> Tensor = { $1 }
  ) throws -> SafeTensorsFile {
    let path = folder.path + "/model.safetensors"
    let tensors = try shared.stateDict().map { entry in
      try change(entry.key, entry.tensor.detach()).forFile(named: "shared." + entry.key)
    }
    try SafeTensorsWriter.write(to: path, tensors: tensors)
    return try SafeTensorsFile(path: path)
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
