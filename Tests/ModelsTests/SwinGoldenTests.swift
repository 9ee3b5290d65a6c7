import NN
import Testing
import Torch

@testable import Models

/// Swin against torchvision's blocks: maps, loss, gradients of the image and of every parameter.
@Suite struct SwinGoldenTests {
  struct Case: CustomTestStringConvertible {
    let name: String
    let size: SwinConfiguration.Size
    var isAffine = false
    let image: [Int]
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "swin_nano", size: .nano, image: [2, 3, 75, 61]),
    Case(name: "swin_nano_even", size: .nano, image: [1, 3, 64, 96]),
    Case(name: "swin_nano_strip", size: .nano, image: [2, 3, 28, 101]),
    Case(name: "swin_nano_affine", size: .nano, isAffine: true, image: [2, 3, 75, 61]),
    Case(name: "swin_tiny", size: .tiny, image: [1, 3, 64, 96]),
    Case(name: "swin_tiny_odd", size: .tiny, image: [1, 3, 75, 61]),
  ]

  @Test(arguments: cases) func equalsTheReference(_ example: Case) throws {
    let golden = try GoldenCase("models/" + example.name)
    let encoder = try SwinEncoder(example.size.configuration, norm: .layer(affine: example.isAffine))
    try GoldenWeights.fill(encoder, prefix: "encoder.")
    encoder.setTraining(false)
    let images = try GoldenWeights.input("input", example.image)
    try images.setRequiresGrad(true)
    let pyramid = try encoder(images)
    let outputs = Dictionary(
      uniqueKeysWithValues: try (0..<pyramid.count).map { ("map.\($0)", try pyramid.map($0)) })
    try golden.expectModel(
      outputs: outputs, inputs: ["input": images], module: encoder, prefix: "encoder.", tolerance: 1e-5)
  }
}
