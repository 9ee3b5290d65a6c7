import Datasets
import Foundation
import GoldenArrays
import Imaging
import Models
import NN
import Statistics
import Testing
import Torch
import Training

@testable import Evaluation

/// A real, untrained model on all four label types.
@Suite struct EvaluatorTests {
  private func tasks(_ folder: TemporaryFolder) throws -> [GeneratedTask] {
    let boxes = [(x: 10, y: 10, w: 20, h: 16), (x: 60, y: 40, w: 30, h: 20)]
    return [
      try GeneratedTask.classification(folder, splits: [.test, .validation]),
      try GeneratedTask.multilabel(folder, count: 6),
      try GeneratedTask.segmentation(folder, sizes: [(275, 80), (23, 57)], fit: .crop) { row, _ in UInt16(row % 3) },
      try GeneratedTask.detection(folder, height: 100, width: 128, boxes: [boxes, []]),
    ]
  }

  private func model(_ tasks: [GeneratedTask]) throws -> MultiTaskModel {
    try MultiTaskModel(
      ModelConfiguration(encoder: .swin, size: .nano, affine: false, tasks: tasks.map(\.configuration)), seed: 3)
  }

  private func options(batch: Int = 4) -> EvaluationOptions {
    var options = EvaluationOptions()
    options.batch = batch
    options.bootstrap = Bootstrap(seed: 5, resampleCount: 20)
    options.exampleCount = 1
    return options
  }

  @Test func allLabelTypesAreScoredAndWritten() throws {
    let folder = try TemporaryFolder()
    let tasks = try tasks(folder)
    let model = try model(tasks)
    model.setTraining(true)
    var result = try Evaluator(model, options: options()).evaluate(tasks.map(\.dataset), split: .test)
    #expect(model.isTraining)
    result.summary.step = 7
    try result.write(to: folder.path("eval"))
    let read = try EvaluationSummary.read(folder.path("eval/summary.json"))
    #expect(read == result.summary)
    #expect(read.tasks.map(\.primary.name) == ["macro_f1", "mean_auroc", "miou", "ap50"])
    #expect(read.tasks.map(\.sampleCount) == [6, 6, 2, 2])
    #expect(read.tasks.allSatisfy { (0...1).contains($0.primary.value ?? -1) })
    let lines = try folder.text("eval/per_case.csv").split(separator: "\n")
    #expect(lines.count == 1 + 6 + 6 + 2 + 2)
    #expect(lines[0] == "task,split,id,group,truth,predicted,score_name,score,values")
    #expect(lines[1].hasPrefix("cls,test,test0,ptest0,c0,"))
    #expect(result.tasks.map(\.examples.count) == [1, 1, 1, 1])
    #expect(ScoreTable(read).rows.map { $0[0] } == ["cls", "multi", "seg", "det"])
    #expect(ScoreTable(read).rows[0][2] == "6 (3 groups)")
  }

  /// Undefined is written as `null`, never left out and never 0.
  @Test func undefinedIsNull() throws {
    let folder = try TemporaryFolder()
    let task = try GeneratedTask.classification(folder, splits: [.train])
    let evaluator = Evaluator(try model([task]), options: options())
    let result = try evaluator.evaluate([task.dataset], split: .test)
    let json = try result.summary.json()
    #expect(json.contains("\"value\" : null") && json.contains("\"interval\" : null"))
    #expect(!json.contains("\"value\" : 0"))
    #expect(ScoreTable(result.summary).rows[0].suffix(4) == ["undefined", "-", "undefined", "-"])
    #expect(try JSONDecoder().decode(EvaluationSummary.self, from: Data(json.utf8)) == result.summary)
  }

  @Test func scoresDoNotDependOnTheBatch() throws {
    let folder = try TemporaryFolder()
    let tasks = try tasks(folder)
    let model = try model(tasks)
    // So that about half of the locations pass the threshold of 0.05; at the start none does.
    let bias = try #require(model.parameters().first { $0.key == "heads.det.classification.bias" })
    try Initializer.constant(-2.944).fill(bias.tensor)
    let one = try Evaluator(model, options: options(batch: 1)).evaluate(tasks.map(\.dataset), split: .test)
    let many = try Evaluator(model, options: options(batch: 7)).evaluate(tasks.map(\.dataset), split: .test)
    for (a, b) in zip(one.summary.tasks, many.summary.tasks) {
      for (x, y) in zip(a.metrics, b.metrics) {
        #expect((x.value == nil) == (y.value == nil), "\(a.task) \(x.name)")
        if let first = x.value, let second = y.value { #expect(abs(first - second) < 1e-3) }
      }
    }
    let found = try [one, many].map { try #require($0.tasks.first { $0.scores.task == "det" }).cases.map(\.predicted) }
    #expect(found[0] == found[1] && found[0].allSatisfy { $0 != "0" })
  }

  @Test func validationGivesOnePrimaryScoreATask() throws {
    let folder = try TemporaryFolder()
    let tasks = try tasks(folder)
    let scores = try Evaluator.validation(tasks.map(\.dataset), options: options())(model(tasks))
    #expect(scores.map(\.task) == ["cls"])  // the only one with validation samples
    #expect(scores[0].metric == "macro_f1" && scores[0].value != nil)
  }

  // MARK: Data that the checkpoint was not made for

  @Test func otherClassesAreRefusedByName() throws {
    let folder = try TemporaryFolder()
    let task = try GeneratedTask.classification(folder)
    let model = try model([task])
    func refusal(_ classes: [String], name: String = "cls", range: ClosedRange<Double>? = nil) throws -> String {
      let description = TaskDescription(
        path: "other.yaml", name: name, labelType: .classification, modality: .microscopy,
        source: .table(folder.path("cls.csv")), classes: classes, root: folder.path, valueRange: range)
      let dataset = try Dataset.open(description)
      return message { _ = try Evaluator(model, options: options()).evaluate([dataset], split: .test) }
    }
    let renamed = try refusal(["c0", "c1", "c2", "c3"])
    #expect(renamed.contains("task cls: classes: the checkpoint has [c0, c1, c2], other.yaml has [c0, c1, c2, c3]"))
    #expect(try refusal(["c1", "c0", "c2"]).contains("list them in the checkpoint's order"))
    #expect(try refusal(["c0", "c1", "c2"], name: "clss").contains("did you mean cls?"))
    let ranged = try refusal(["c0", "c1", "c2"], range: 0...4095)
    #expect(ranged.contains("value_range: the checkpoint has none, other.yaml has [0.0, 4095.0]"))
    #expect(try refusal(["c0", "c1", "c2"]) == "")
  }

  @Test func otherWaysOfReadingAreRefusedByKey() throws {
    let folder = try TemporaryFolder()
    let trained = try GeneratedTask.classification(folder).configuration
    func refusal(
      _ trained: TaskConfiguration, modality: Modality = .microscopy, page: Int = 0, frame: Int? = nil,
      window: WindowChoice? = nil, mpp: Double? = nil, slice: TaskDescription.SliceRule? = nil,
      patch: TaskDescription.PatchRule? = nil
    ) -> String {
      let description = TaskDescription(
        path: "other.yaml", name: "cls", labelType: .classification, modality: modality,
        source: .table(folder.path("cls.csv")), classes: ["c0", "c1", "c2"], root: folder.path, page: page,
        frame: frame, window: window, micrometresPerPixel: mpp, slice: slice, patch: patch)
      return message { try TaskMismatch.compare(trained, description) }
    }
    #expect(refusal(trained) == "")
    #expect(
      refusal(trained, modality: .mri).contains("modality: the checkpoint has microscopy, other.yaml has mri; "))
    #expect(refusal(trained, page: 3).contains("page: the checkpoint has 0, other.yaml has 3; "))
    #expect(refusal(trained, frame: 0).contains("frame: the checkpoint has none, other.yaml has 0; "))
    #expect(refusal(trained, window: .file).contains("window: the checkpoint has none, other.yaml has file; "))
    let narrow = refusal(trained, window: .values(center: 40, width: 400))
    #expect(narrow.contains("window: the checkpoint has none, other.yaml has [40.0, 400.0]; "))
    #expect(refusal(trained, mpp: 0.5).contains("mpp: the checkpoint has none, other.yaml has 0.5; "))
    let neighbours = refusal(trained, slice: TaskDescription.SliceRule(neighbours: 1))
    let rule = "{axis: 2, neighbours: 1, part: [0.0, 1.0]}"
    #expect(neighbours.contains("slice: the checkpoint has none, other.yaml has \(rule); "))
    let patches = refusal(trained, patch: TaskDescription.PatchRule(micrometresPerPixel: 2))
    #expect(patches.contains("patch.mpp: the checkpoint has none, other.yaml has 2.0; "))

    // An older checkpoint does not say how files were read.
    var older = trained
    older.preprocessing.reading = nil
    #expect(refusal(older, page: 3, window: .file) == "")
  }

  /// A network that asks for more memory than there is: the error tells which images it met.
  @Test func memoryThatRunsOutIsToldWithItsImages() throws {
    let folder = try TemporaryFolder()
    let task = try GeneratedTask.classification(folder)
    var batches = 0
    let error = try #require(throws: PredictionError.self) {
      try task.evaluate(
        { images, sizes in
          batches += 1
          if batches == 2 { _ = try Tensor.zeros([1 << 58]) }
          return try PixelModel.classes(3)(images, sizes)
        }, batch: 2)
    }
    #expect(error.task == "cls" && error.ids == ["test2", "test3"])
    #expect((error.cause as? TorchError)?.message.contains("can't allocate memory") == true)
  }

  @Test func anUnreadableImageIsNamed() throws {
    let folder = try TemporaryFolder()
    let task = try GeneratedTask.classification(folder)
    try folder.write("cls/test3.png", "")
    let text = message { _ = try Evaluator(model([task]), options: options()).evaluate([task.dataset], split: .test) }
    #expect(text.contains("task cls, sample \"test3\""))
  }
}
