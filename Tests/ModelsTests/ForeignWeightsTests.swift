import Foundation
import GoldenArrays
import NN
import SafeTensors
import Testing
import Torch

@testable import Models

/// timm's and torchvision's Swin v1 weights in our encoder: the coarsest map, the embedding, and what their own
/// classifier makes of it.
@Suite struct ForeignWeightsTests {
  @Test(arguments: [("timm", [1, 3, 224, 224], "head.fc."), ("torchvision", [2, 3, 76, 64], "head.")])
  func theEmbeddingIsTheirs(source: String, image: [Int], head: String) throws {
    let golden = try GoldenCase("models/foreign_" + source)
    let folder = try TemporaryFolder()
    let file = try Self.file(source + "_swin_nano", in: folder)
    let encoder = try SwinEncoder(SwinConfiguration.Size.nano.configuration, norm: .layer(affine: true))
    let report = try EncoderWeights.load(file, into: encoder)
    #expect(report.missing.allSatisfy { $0.hasPrefix("norms.") } && report.missing.count == 6)
    let shared = try SharedBlocks(
      encoder: encoder, hasPixelDecoder: false, detectionLevels: nil, norm: .layer(affine: true))
    shared.setTraining(false)
    let images = try Self.unstandardised(GoldenWeights.input("input", image))
    try golden.expect("map.3", encoder(images).last(), 1e-5, shape: golden.shapes("shapes")["map.3"])
    let embedding = try shared.embedding(images)
    try golden.expect("embedding", embedding, 1e-5)
    let (weight, bias) = try (Tensor(file, head + "weight"), Tensor(file, head + "bias"))
    try golden.expect("logits", embedding.linear(weight, bias), 1e-5)
    golden.expectAllRead()
  }

  /// The pictures from which ImageNet's mean and deviation make `input`.
  private static func unstandardised(_ input: Tensor) throws -> Tensor {
    let mean = try Tensor([0.485, 0.456, 0.406] as [Float], shape: [1, 3, 1, 1])
    let deviation = try Tensor([0.229, 0.224, 0.225] as [Float], shape: [1, 3, 1, 1])
    return try input * deviation + mean
  }

  @Test(arguments: ["timm", "torchvision"]) func withoutAffineNormsTheKeysAreNamed(source: String) throws {
    let folder = try TemporaryFolder()
    let file = try Self.file(source + "_swin_nano", in: folder)
    let encoder = try SwinEncoder(SwinConfiguration.Size.nano.configuration, norm: .layer(affine: false))
    let error = #expect(throws: LoadError.self) { try EncoderWeights.load(file, into: encoder) }
    #expect(error?.report.unused.contains("stages.0.blocks.0.norm1.weight") == true)
    #expect(error?.description.contains("set model.affine: true") == true)
  }

  @Test(arguments: ["timm", "torchvision"]) func everyKeyOfTinyHasAPlace(source: String) throws {
    let keys = try Self.keys(source + "_swin_tiny")
    let encoder = try SwinEncoder(SwinConfiguration.Size.tiny.configuration, norm: .layer(affine: true))
    let found = try #require(EncoderWeightsSource(keys: keys.map(\.key)))
    #expect(found.rawValue == source)
    let wanted = Dictionary(uniqueKeysWithValues: encoder.stateDict().map { ($0.key, $0.tensor.shape) })
    for (key, shape) in keys {
      guard let mine = found.encoderKey(key) else { continue }
      #expect(wanted[mine] == shape, "\(key) -> \(mine)")
    }
  }

  @Test func anotherSizeIsRefused() throws {
    let folder = try TemporaryFolder()
    let file = try Self.file("timm_swin_nano", in: folder)
    let encoder = try SwinEncoder(SwinConfiguration.Size.tiny.configuration, norm: .layer(affine: true))
    let error = #expect(throws: LoadError.self) { try EncoderWeights.load(file, into: encoder) }
    #expect(error?.report.reshaped.isEmpty == false)
  }

  /// A safetensors file with the listed keys, every weight from the formula under its foreign key.
  private static func file(_ list: String, in folder: TemporaryFolder) throws -> SafeTensorsFile {
    let path = folder.path + "/\(list).safetensors"
    let tensors = try keys(list).map { key, shape in try GoldenWeights.tensor(key, shape).forFile(named: key) }
    try SafeTensorsWriter.write(to: path, tensors: tensors)
    return try SafeTensorsFile(path: path)
  }

  private static func keys(_ list: String) throws -> [(key: String, shape: [Int])] {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
      path: "../Golden/models/\(list)_keys.txt")
    return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { line in
      let words = line.split(separator: " ")
      return (String(words[0]), words[1].split(separator: "x").compactMap { Int($0) })
    }
  }
}
