import Datasets
import Models
import NN
import Testing

@testable import Training

/// What decays: tensors of rank 2 and above but the relative position bias (paper reference 32), or everything.
@Suite struct ParameterGroupsTests {
  private func model(isAffine: Bool = false) throws -> MultiTaskModel {
    let tasks = [(LabelType.classification, 3), (.multilabel, 2), (.segmentation, 2), (.detection, 2)]
    return try MultiTaskModel(
      ModelConfiguration(
        encoder: .swin, size: .nano, affine: isAffine,
        tasks: tasks.map { SmallModels.description($0, classCount: $1) }))
  }

  private func groups(_ model: MultiTaskModel, _ keys: String) throws -> [ParameterGroup] {
    let settings = try ScheduleTests.settings("tasks: [{task: a.yaml}]\noptimizer: {\(keys)}")
    return model.parameterGroups(settings.optimizer)
  }

  @Test(arguments: [false, true]) func biasesScalesNormsAndPositionsDoNotDecay(isAffine: Bool) throws {
    let model = try model(isAffine: isAffine)
    let groups = try groups(model, "weight_decay: 0.2")
    #expect(groups.map(\.weightDecay) == [0.2, 0] && groups.allSatisfy { $0.learningRateFactor == 1 })
    let (decays, stays) = (Set(groups[0].entries.map(\.key)), Set(groups[1].entries.map(\.key)))
    // Every parameter once.
    #expect(decays.isDisjoint(with: stays))
    #expect(decays.union(stays) == Set(model.parameters().map(\.key)))
    #expect(groups.reduce(0) { $0 + $1.entries.count } == model.parameters().count)

    // Two blocks in each of four stages.
    let blocks = (0..<4).flatMap { stage in (0..<2).map { "shared.encoder.stages.\(stage).blocks.\($0)" } }
    for block in blocks {
      #expect(stays.contains(block + ".attention.relative_position_bias_table"), "\(block)")
      for layer in ["attention.qkv", "attention.projection", "mlp.fc1", "mlp.fc2"] {
        #expect(decays.contains("\(block).\(layer).weight") && stays.contains("\(block).\(layer).bias"), "\(layer)")
      }
      #expect(stays.contains(block + ".norm1.weight") == isAffine)
    }
    #expect(stays.contains("heads.detection.scales") && stays.contains("heads.detection.box.bias"))
    #expect(decays.contains("heads.segmentation.conv.weight") && decays.contains("heads.classification.linear.weight"))
    // Nothing else has rank 2 and stays.
    #expect(groups[1].entries.count { $0.tensor.rank > 1 } == blocks.count)
  }

  @Test func allDecaysInTheLetterOfThePaper() throws {
    let model = try model()
    let groups = try groups(model, "decay: all")
    #expect(groups.map(\.weightDecay) == [0.05])
    #expect(groups[0].entries.map(\.key) == model.parameters().map(\.key))
  }
}
