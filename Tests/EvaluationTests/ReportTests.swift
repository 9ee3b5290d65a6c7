import Datasets
import Foundation
import GoldenArrays
import Imaging
import Models
import Statistics
import Testing
import Torch
import Training

@testable import Evaluation

@Suite struct ReportTests {
  private func run(_ folder: TemporaryFolder) throws {
    var record = RunRecord(
      name: "first", versions: ["umedpt": "0.1.0"], command: ["umedpt", "train", "<config>.yaml"], settingsHash: "abc",
      dataFingerprints: ["cls": "123"], device: "cpu", seed: 7, started: Date(timeIntervalSince1970: 0))
    record.timings = ["training": 12.5]
    record.inForce = ["tasks[0].augmentation": "xray"]
    try record.write(to: folder.path("run.json"))
    try folder.write("config.resolved.yaml", "name: first\n")
    let log = try MetricsLog(folder.path("metrics.jsonl"))
    for loss in LossCurvesTests.records(["cls", "seg"]) {
      try log.record(step: loss.step, task: loss.task, split: loss.split, name: loss.name, value: loss.value)
    }
  }

  private func evaluations(_ folder: TemporaryFolder) throws -> [TaskEvaluation] {
    let boxes = [(x: 10, y: 10, w: 20, h: 16), (x: 60, y: 40, w: 30, h: 20)]
    let parts: [(GeneratedTask, ImagePredictor.Predict)] = [
      (try .classification(folder), PixelModel.classes(3)),
      (try .multilabel(folder), { images, sizes in try PixelModel.labels(images, sizes) }),
      (
        try .segmentation(folder, sizes: [(90, 120), (64, 64)], fit: .crop) { UInt16($0 / 30 % 3 * ($1 / 40 % 2)) },
        PixelModel.pixels(3)
      ),
      (
        try .detection(folder, height: 100, width: 128, boxes: [boxes, []]),
        { images, sizes in try PixelModel.boxes(images, sizes) }
      ),
    ]
    return try parts.map { task, predict in
      var options = EvaluationOptions()
      options.bootstrap = Bootstrap(seed: 0, resampleCount: 10)
      options.exampleCount = 2
      return try SplitEvaluation(task.configuration, task.dataset, split: .test, options: options, predict: predict)
        .run()
    }
  }

  @Test func thePageIsOneFileWithEverything() throws {
    let folder = try TemporaryFolder()
    try run(folder)
    let tasks = try evaluations(folder)
    let summary = EvaluationSummary(split: .test, options: EvaluationOptions(), tasks: tasks.map(\.scores))
    let result = EvaluationResult(summary: summary, tasks: tasks)
    try result.write(to: folder.path("eval"))
    let path = try Report.write(runFolder: folder.path, examples: result.examples)
    #expect(path == folder.path("report.html"))
    let html = try folder.text("report.html")
    for heading in ["Scores", "Training losses", "Examples", "Files left out", "Run"] {
      #expect(html.contains("<h2>\(heading)</h2>"))
    }
    // Nothing is loaded from elsewhere and nothing runs.
    for outside in ["src=\"http", "href=", "<script", "<link", "@import"] { #expect(!html.contains(outside)) }
    // Two of each label type, masks and boxes as pairs.
    #expect(html.components(separatedBy: "data:image/jpeg;base64,").count - 1 == 2 + 2 + 4 + 4)
    #expect(html.components(separatedBy: "data:image/svg+xml;base64,").count - 1 == 1)
    for text in [
      "umedpt train &lt;config&gt;.yaml", "whole set, present_classes", "None: every file could be read.",
      "truth: c1<br>prediction: c1 1.00", "truth: 2 boxes<br>prediction: 2 boxes", "name: first", "0.1.0", "12.5",
      "<td>tasks[0].augmentation</td><td>xray</td>", "<th>constant predictor</th><th>chance</th>",
    ] { #expect(html.contains(text), "\(text)") }
    // Of eight images one label is known for seven: counts are whole numbers.
    #expect(html.contains("<td>7</td>") && !html.contains("7.000") && !html.contains("8.000"))
  }

  @Test func aRunWithoutScoresSaysSo() throws {
    let folder = try TemporaryFolder()
    try run(folder)
    try folder.write("quarantine.csv", "task,id,path,reason\ncls,<b>7,x.png,truncated\n")
    let html = try Report(runFolder: folder.path).html()
    #expect(html.contains("The run was not evaluated.") && html.contains("No example predictions were kept."))
    #expect(html.contains("cls,&lt;b&gt;7,x.png,truncated") && !html.contains("<b>"))
  }

  @Test func aFolderThatIsNoRunIsRefused() throws {
    let folder = try TemporaryFolder()
    #expect(message { _ = try Report(runFolder: folder.path) }.contains("run.json: missing"))
  }

  @Test func examplesAreSpreadOverTheSplit() {
    #expect(ExamplePrediction.spread(4, over: 100) == [12, 37, 62, 87])
    #expect(ExamplePrediction.spread(4, over: 3) == [0, 1, 2])
    #expect(ExamplePrediction.spread(0, over: 3) == [])
  }

  @Test func examplesAreSmallAndTheirLabelsFit() throws {
    let folder = try TemporaryFolder()
    let tasks = try evaluations(folder)
    for example in tasks.flatMap(\.examples) { #expect(max(example.image.height, example.image.width) == 256) }
    let boxes = tasks[3].examples[0]
    guard case .boxes(let truth) = boxes.truth, case .boxes(let found) = boxes.prediction else {
      throw TileTests.Unexpected()
    }
    // The picture is twice as large as the original.
    #expect(truth[0] == LabelledBox(x0: 20, y0: 20, x1: 60, y1: 52, label: 0))
    #expect(found[0] == FoundBox(x0: 20, y0: 20, x1: 60, y1: 52, label: 0, score: 0.9))
  }
}
