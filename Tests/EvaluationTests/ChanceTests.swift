import Datasets
import Foundation
import GoldenArrays
import Statistics
import Testing
import Training

@testable import Evaluation

/// What is reached without looking at the image, and what counts as more.
@Suite struct ChanceTests {
  private func records(_ labels: [Int]) -> [SampleRecord] {
    labels.enumerated().map { n, label in
      SampleRecord(id: "\(n)", imagePaths: ["x"], split: .test, annotation: .classIndex(label), place: "line \(n)")
    }
  }

  private func macroF1(_ labels: [Int], _ answers: [Int], classCount: Int = 3) throws -> TaskMetric {
    var scorer = ClassificationScorer((0..<classCount).map { "c\($0)" })
    let records = records(labels)
    for (record, answer) in zip(records, answers) {
      _ = scorer.add(.made(record), .probabilities((0..<classCount).map { $0 == answer ? 1 : 0 }))
    }
    let bootstrap = Bootstrap(seed: 0, resampleCount: 100)
    return try scorer.metrics(Resampling(bootstrap: bootstrap, units: CaseUnits(records), stream: "guesses"))[0]
  }

  /// Guesses in the classes' own shares. Most are above the constant predictor, which is no bar for macro F1; above
  /// chance are the one in forty that an interval of 95 % lets pass.
  @Test(arguments: [[40, 40, 40], [60, 30, 30]]) func guessesAreNotAboveChance(counts: [Int]) throws {
    let labels = counts.indices.flatMap { [Int](repeating: $0, count: counts[$0]) }
    let found = try (0..<20).map { seed in
      var random = SampleRandom(seed: UInt64(seed), task: "guesses")
      return try macroF1(labels, random.permutation(labels.count).map { labels[$0] })
    }
    #expect(found.allSatisfy { $0.name == "macro_f1" && $0.chance == 1.0 / 3 })
    #expect(found.count { $0.isAboveChance } <= 3)
    let aboveConstant = found.count { ($0.interval?.lower ?? 0) > ($0.constantPredictor ?? 1) }
    #expect(aboveConstant >= 10, "the bar of the constant predictor alone is too low")
  }

  /// Classes that are declared and do not occur are no chance to guess right.
  @Test func chanceIsThatOfTheClassesThatOccur() throws {
    let labels = [0, 0, 0, 1, 1, 2]
    for classCount in [3, 5] {
      let metric = try macroF1(labels, labels, classCount: classCount)
      #expect(metric.chance == 1.0 / 3 && metric.isAboveChance)
    }
    let single = try macroF1([1, 1, 1], [1, 1, 1])
    #expect(single.value == 1 && single.chance == 1 && !single.isAboveChance)
  }

  @Test func otherScoresHaveTheConstantPredictorsChance() throws {
    let folder = try TemporaryFolder()
    let boxes = [(x: 10, y: 10, w: 20, h: 16)]
    let classes = try GeneratedTask.classification(folder).evaluate(PixelModel.classes(3)).scores
    let others = [
      try GeneratedTask.multilabel(folder).evaluate(PixelModel.labels).scores,
      try GeneratedTask.segmentation(folder, sizes: [(64, 64)], fit: .crop) { row, _ in row < 48 ? 0 : 1 }
        .evaluate(PixelModel.pixels(3)).scores,
      try GeneratedTask.detection(folder, height: 64, width: 64, boxes: [boxes]).evaluate(PixelModel.boxes).scores,
    ]
    let third = 1.0 / 3
    #expect(classes.metrics.map(\.chance) == [third, third, 0.5] as [Double?])
    for metric in others.flatMap(\.metrics) {
      let constant = try #require(metric.constantPredictor, "\(metric.name)")
      #expect(metric.chance == constant, "\(metric.name)")
    }
  }

  @Test func aTaskIsLearnedWhereItsIntervalLiesAboveChance() throws {
    let folder = try TemporaryFolder()
    let task = try GeneratedTask.classification(folder)
    let constant: ImagePredictor.Predict = { images, _ in (0..<images.size(0)).map { _ in .probabilities([1, 0, 0]) } }
    #expect(try task.evaluate(PixelModel.classes(3)).scores.isAboveChance)
    #expect(try !task.evaluate(constant).scores.isAboveChance)
    // Without an interval nothing is shown.
    #expect(try !task.evaluate(PixelModel.classes(3), resamples: nil).scores.isAboveChance)
  }

  /// Summaries that were written before there was a chance are judged as they were then.
  @Test func olderSummariesLoad() throws {
    let folder = try TemporaryFolder()
    let scores = try GeneratedTask.classification(folder).evaluate(PixelModel.classes(3)).scores
    let json = try EvaluationSummary(split: .test, options: EvaluationOptions(), tasks: [scores]).json()
    let older = json.replacing(/\s*"chance" : [^,]*,/, with: "")
    #expect(json.contains("\"chance\"") && !older.contains("\"chance\""))
    let read = try EvaluationSummary.read(folder.write("older.json", older)).tasks[0]
    #expect(read.metrics.map(\.report) == scores.metrics.map(\.report))
    #expect(read.metrics.allSatisfy { $0.chance == nil } && read.isAboveChance)
    #expect(try EvaluationSummary.read(folder.write("summary.json", json)).tasks[0] == scores)
  }
}
