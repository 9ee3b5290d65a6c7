import Datasets
import Foundation
import GoldenArrays
import Imaging
import Models
import NN
import SafeTensors
import Settings
import Testing

@testable import Training

/// `model.levels` and `tasks[].class_divisor` on their way from the settings to a checkpoint and back.
@Suite struct DetectionConfigurationTests {
  private let temporary: TemporaryFolder

  init() throws { temporary = try TemporaryFolder() }

  private func settings(_ text: String) throws -> RunSettings {
    let head = "name: test\ntraining: {steps: 10}\n"
    return try RunSettings(
      SettingsDocument(text: head + text, name: "run.yaml", folder: temporary.path), environment: [:])
  }

  private func refusal(_ text: String) -> String {
    #expect(throws: SettingsError.self) { try settings(text) }?.description ?? ""
  }

  private func description(_ labelType: LabelType) throws -> TaskDescription {
    for name in ["a", "b"] {
      try ImageWriter.png(Raster(height: 8, width: 8), to: "\(temporary.path)/\(name).png")
    }
    try temporary.write("image,label\na.png,a\nb.png,b\n", "table.csv")
    let coco = """
      {"images": [{"id": 1, "file_name": "a.png", "width": 8, "height": 8}],
       "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, 4, 4]}],
       "categories": [{"id": 1, "name": "a"}]}
      """
    try temporary.write(coco, "coco.json")
    let source: TaskDescription.Source =
      labelType == .detection
      ? .cocoWithoutSplit(temporary.path + "/coco.json") : .table(temporary.path + "/table.csv")
    return TaskDescription(
      path: "cells.yaml", name: "cells", labelType: labelType, modality: .microscopy, source: source,
      classes: ["a", "b"], root: temporary.path)
  }

  // MARK: Settings

  @Test func absentKeysAreThePapersAndAreNotRecorded() throws {
    let settings = try settings("tasks: [{task: a.yaml}]")
    #expect(settings.model.levels == .from8 && settings.tasks[0].classDivisor == nil)
    // Else a run from before these keys could not go on: its settings would have changed.
    #expect(!settings.resolved.contains("levels") && !settings.resolved.contains("class_divisor"))
  }

  @Test func writtenKeysAreReadAndRecorded() throws {
    let settings = try settings("tasks: [{task: a.yaml, class_divisor: one}]\nmodel: {levels: 4}")
    #expect(settings.model.levels == .from4 && settings.tasks[0].classDivisor == .one)
    let again = try RunSettings(
      SettingsDocument(text: settings.resolved, name: "again.yaml", folder: temporary.path), environment: [:])
    #expect(again.model.levels == .from4 && again.tasks[0].classDivisor == .one)
    #expect(try self.settings("tasks: [{task: a.yaml}]\nmodel: {levels: 8}").model.levels == .from8)
  }

  @Test func otherValuesAreRefused() {
    let levels = refusal("tasks: [{task: a.yaml}]\nmodel: {levels: 6}")
    #expect(levels.contains("run.yaml:4:") && levels.contains("model.levels: found 6; allowed are 8 and 4"))
    #expect(refusal("tasks: [{task: a.yaml}]\nmodel: {levels: four}").contains("a whole number is expected"))
    let divisor = refusal("tasks: [{task: a.yaml, class_divisor: two}]")
    #expect(divisor.contains("tasks[0].class_divisor") && divisor.contains("one of classes, one is expected"))
  }

  @Test func aDivisorWithoutDetectionIsRefused() throws {
    let task = try settings("tasks:\n- task: a.yaml\n  class_divisor: classes").tasks[0]
    let dataset = try Dataset.open(description(.classification))
    let error = #expect(throws: SettingsError.self) { try task.stream(dataset) }
    let wanted = """
      run.yaml:5:3: tasks[0].class_divisor: task cells is classification, and only detection divides its class term; \
      remove the key
      """
    #expect(error?.description == wanted)
    #expect(try settings("tasks: [{task: a.yaml}]").tasks[0].stream(dataset).name == "cells")
  }

  // MARK: Configuration

  @Test func aRunsConfigurationHoldsBoth() throws {
    let settings = try settings("tasks: [{task: a.yaml, class_divisor: one}]\nmodel: {levels: 4, size: nano}")
    let stream = try settings.tasks[0].stream(Dataset.open(description(.detection)))
    let configuration = ModelConfiguration(settings, [stream])
    #expect(configuration.levels == .from4 && configuration.tasks.map(\.classDivisor) == [.one])
    #expect(configuration.size == .nano && configuration.tasks[0].preprocessing.size == 224)
    try temporary.write(ConfigurationFile.text(configuration), "config.json")
    let text = try temporary.text("config.json")
    #expect(text.contains("\"levels\" : 4") && text.contains("\"class_divisor\" : \"one\""))
    #expect(try ModelConfiguration.read(temporary.path + "/config.json") == configuration)
    let plain = try self.settings("tasks: [{task: a.yaml}]")
    #expect(ModelConfiguration(plain, [stream]).tasks[0].classDivisor == .classes)
    #expect(TaskConfiguration(try description(.classification), size: 64, fit: .crop).classDivisor == nil)
  }

  /// `config.json` from before the keys.
  @Test func anOlderConfigurationIsThePapers() throws {
    let task = TaskConfiguration(try description(.detection), size: 64, fit: .letterbox)
    let now = ModelConfiguration(encoder: .swin, size: .nano, affine: false, tasks: [task])
    let lines = try ConfigurationFile.text(now).split(separator: "\n")
    let older = lines.filter { !$0.contains("\"levels\"") && !$0.contains("\"class_divisor\"") }
    #expect(older.count == lines.count - 2)
    try temporary.write(older.joined(separator: "\n"), "config.json")
    let read = try ModelConfiguration.read(temporary.path + "/config.json")
    #expect(read.levels == .from8 && read.tasks[0].classDivisor == nil)
    #expect(read.firstDifference(from: now) == nil && now.firstDifference(from: read) == nil)
  }

  @Test func levelsThatDoNotExistAreRefusedByKey() throws {
    let now = ModelConfiguration(encoder: .swin, size: .nano, affine: false, tasks: [])
    let text = try ConfigurationFile.text(now).replacing("\"levels\" : 8", with: "\"levels\" : 6")
    try temporary.write(text, "config.json")
    let path = temporary.path + "/config.json"
    let error = #expect(throws: RunFolderError.self) { try ModelConfiguration.read(path) }
    #expect(error?.description.contains("levels holds a value that does not fit there") == true)
  }

  // MARK: Checkpoints

  private func checkpoint(_ levels: DetectionLevels) throws -> (model: MultiTaskModel, checkpoint: Checkpoint) {
    let model = try SmallModels.model(
      [SmallModels.description(.detection, classCount: 2)], levels: levels, seed: UInt64(levels.rawValue))
    let folder = try CheckpointFolder("\(temporary.path)/levels-\(levels.rawValue)", keep: 1)
    let optimizer = AdamW([ParameterGroup(model.parameters(), weightDecay: 0)])
    let state = TrainingState(model: model, optimizer: optimizer, step: 1)
    try CheckpointWriter(folder, seed: 0, savedStep: 0, bestScore: nil).save(state)
    return (model, try Checkpoint(folder.folder(of: 1)))
  }

  @Test(arguments: DetectionLevels.allCases) func aCheckpointLoadsWithItsLevels(levels: DetectionLevels) throws {
    let (model, checkpoint) = try checkpoint(levels)
    #expect(checkpoint.configuration.levels == levels)
    let loaded = try checkpoint.model(on: .cpu)
    #expect(!loaded.isTraining)
    let wanted = Dictionary(uniqueKeysWithValues: model.stateDict().map { ($0.key, $0.tensor) })
    for entry in loaded.stateDict() {
      let values = try entry.tensor.array(of: Float.self)
      #expect(try wanted[entry.key]?.array(of: Float.self) == values, "\(entry.key)")
    }
  }

  @Test func aCheckpointOfOtherLevelsIsRefused() throws {
    let (_, coarse) = try checkpoint(.from8)
    let (fine, _) = try checkpoint(.from4)
    let error = #expect(throws: LoadError.self) { try coarse.load(into: fine) }
    let text = error?.description ?? ""
    #expect(text.contains("missing in the file: shared.multi_scale_decoder.lateral.3.weight"))
    #expect(text.contains("shared.multi_scale_decoder.lateral.0.weight (model [128, 48, 1, 1], file [128, 96, 1, 1])"))
    #expect(text.contains("heads.detection.scales (model [6], file [5])"))
  }
}
