import NN
import Testing
import Torch

@testable import Models

@Suite struct DecoderGoldenTests {
  static let shapes = [[2, 48, 19, 16], [2, 96, 10, 8], [2, 192, 5, 4], [2, 384, 3, 2]]
  static let channels = [48, 96, 192, 384]

  @Test(arguments: [false, true]) func pixelDecoder(isAffine: Bool) throws {
    let golden = try GoldenCase("models/pixel_decoder_" + (isAffine ? "affine" : "static"))
    let decoder = try PixelDecoder(channels: Self.channels, norm: .layer(affine: isAffine))
    try GoldenWeights.fill(decoder, prefix: "pixel_decoder.")
    let inputs = try Self.inputs()
    let embedding = try decoder(
      Pyramid((0..<4).map { inputs["map.\($0)"]! }), size: Extent(height: 75, width: 61))
    try golden.expectModel(
      outputs: ["embedding": embedding], inputs: inputs, module: decoder, prefix: "pixel_decoder.", tolerance: 1e-5)
  }

  @Test(arguments: [false, true]) func multiScaleDecoder(isAffine: Bool) throws {
    let golden = try GoldenCase("models/multi_scale_decoder_" + (isAffine ? "affine" : "static"))
    let decoder = try MultiScaleDecoder(channels: Self.channels, norm: .layer(affine: isAffine), levels: .from8)
    try GoldenWeights.fill(decoder, prefix: "multi_scale_decoder.")
    var inputs = try Self.inputs()
    let features = try decoder(Pyramid((0..<4).map { inputs["map.\($0)"]! }))
    inputs["map.0"] = nil
    var outputs: [String: Tensor] = [:]
    for i in features.classes.indices {
      outputs["class.\(i)"] = features.classes[i]
      outputs["box.\(i)"] = features.boxes[i]
      outputs["centerness.\(i)"] = features.centerness[i]
    }
    try golden.expectModel(
      outputs: outputs, inputs: inputs, module: decoder, prefix: "multi_scale_decoder.", tolerance: 1e-5)
  }

  private static func inputs() throws -> [String: Tensor] {
    var inputs: [String: Tensor] = [:]
    for (i, shape) in shapes.enumerated() {
      inputs["map.\(i)"] = try GoldenWeights.input("map.\(i)", shape)
      try inputs["map.\(i)"]!.setRequiresGrad(true)
    }
    return inputs
  }
}
