import Datasets
import Models
import NN
import Testing

@testable import Training

/// Keys of heads and decoders in `model.safetensors`: a renamed property would leave older checkpoints behind. The
/// encoder's are in the golden arrays.
@Suite struct StateKeysTests {
  static let tasks = [
    SmallModels.description(.classification, name: "a", classCount: 3),
    SmallModels.description(.multilabel, name: "b", classCount: 4),
    SmallModels.description(.segmentation, name: "c", classCount: 2),
    SmallModels.description(.detection, name: "d", classCount: 5),
  ]

  private func shapes(_ model: MultiTaskModel, _ prefix: String) -> [String: [Int]] {
    let entries = model.stateDict().filter { $0.key.hasPrefix(prefix) }
    return Dictionary(uniqueKeysWithValues: entries.map { (String($0.key.dropFirst(prefix.count)), $0.tensor.shape) })
  }

  @Test(arguments: DetectionLevels.allCases) func heads(levels: DetectionLevels) throws {
    let model = try SmallModels.model(Self.tasks, levels: levels)
    #expect(
      shapes(model, "heads.") == [
        "a.linear.weight": [3, 384], "a.linear.bias": [3],
        "b.linear.weight": [4, 384], "b.linear.bias": [4],
        "c.conv.weight": [2, 16, 3, 3], "c.conv.bias": [2],
        "d.classification.weight": [5, 128, 3, 3], "d.classification.bias": [5],
        "d.box.weight": [4, 128, 3, 3], "d.box.bias": [4], "d.scales": [levels == .from8 ? 5 : 6],
      ])
  }

  @Test(arguments: [false, true]) func pixelDecoder(isAffine: Bool) throws {
    let model = try SmallModels.model(Self.tasks, affine: isAffine)
    var wanted = ["embedding.weight": [16, 16, 3, 3], "embedding.bias": [16]]
    for (i, (inputs, outputs)) in [(384 + 192, 96), (96 + 96, 64), (64 + 48, 32), (32, 16)].enumerated() {
      wanted["blocks.\(i).conv1.weight"] = [outputs, inputs, 3, 3]
      wanted["blocks.\(i).conv2.weight"] = [outputs, outputs, 3, 3]
      guard isAffine else { continue }
      for norm in ["norm1", "norm2"] {
        for part in ["weight", "bias"] { wanted["blocks.\(i).\(norm).\(part)"] = [outputs] }
      }
    }
    #expect(shapes(model, "shared.pixel_decoder.") == wanted)
  }

  @Test(arguments: DetectionLevels.allCases, [false, true])
  func multiScaleDecoder(levels: DetectionLevels, isAffine: Bool) throws {
    let model = try SmallModels.model(Self.tasks, affine: isAffine, levels: levels)
    var wanted = ["centerness.weight": [1, 128, 3, 3], "centerness.bias": [1]]
    let encoderChannels = levels == .from8 ? [96, 192, 384] : [48, 96, 192, 384]
    for (i, channels) in encoderChannels.enumerated() {
      wanted["lateral.\(i).weight"] = [128, channels, 1, 1]
      wanted["smooth.\(i).weight"] = [128, 128, 3, 3]
      for part in ["lateral", "smooth"] { wanted["\(part).\(i).bias"] = [128] }
    }
    for i in 0..<2 {
      wanted["down.\(i).weight"] = [128, 128, 3, 3]
      wanted["down.\(i).bias"] = [128]
    }
    for i in 0..<4 {
      for tower in ["class_tower", "box_tower"] {
        wanted["\(tower).\(i).conv.weight"] = [128, 128, 3, 3]
        guard isAffine else { continue }
        for part in ["weight", "bias"] { wanted["\(tower).\(i).norm.\(part)"] = [128] }
      }
    }
    #expect(shapes(model, "shared.multi_scale_decoder.") == wanted)
  }
}
