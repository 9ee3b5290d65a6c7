import Datasets
import GoldenArrays
import Models
import Statistics
import Testing
import Torch
import Training

@testable import Evaluation

@Suite struct ScoreTests {
  // MARK: Perfect predictions, through files and tensors

  @Test func perfectClassification() throws {
    let folder = try TemporaryFolder()
    let scores = try GeneratedTask.classification(folder).evaluate(PixelModel.classes(3)).scores
    #expect(scores.metrics.map(\.name) == ["macro_f1", "accuracy", "macro_auroc"])
    #expect(scores.metrics.map(\.value) == [1, 1, 1])
    // Two of each of three classes: always the first gives accuracy 1/3 and F1 1/2 for one class of three.
    #expect(scores.metrics.map(\.constantPredictor) == [0.5 / 3, 1.0 / 3, 0.5])
    #expect(scores.sampleCount == 6 && scores.caseCount == 3 && scores.caseUnit == .group)
    #expect(scores.classes.map(\.caseCount) == [2, 2, 2])
  }

  @Test func perfectLabels() throws {
    let folder = try TemporaryFolder()
    let result = try GeneratedTask.multilabel(folder).evaluate(PixelModel.labels)
    #expect(result.scores.metrics.map(\.name) == ["mean_auroc", "macro_f1"])
    #expect(result.scores.metrics.map(\.value) == [1, 1])
    // Label a: 4 of 8, always yes gives 2/3. Label b: 4 of 7 known, 8/11.
    let constant = try #require(result.scores.metrics[1].constantPredictor)
    #expect(abs(constant - (2.0 / 3 + 8.0 / 11) / 2) < 1e-12)
    #expect(result.cases[5].truth == "a;b?" && result.cases[5].score == 1)
    #expect(result.scores.metrics[0].policy == "defined for 2 of 2 labels")
  }

  @Test func perfectMasks() throws {
    let folder = try TemporaryFolder()
    let task = try GeneratedTask.segmentation(folder, sizes: [(64, 64), (100, 90)], fit: .crop) { row, _ in
      row < 48 ? 0 : 1
    }
    let scores = try task.evaluate(PixelModel.pixels(3)).scores
    #expect(scores.metrics.map(\.name) == ["miou", "miou_paper", "mean_dice"])
    #expect(scores.metrics.map(\.value) == [1, 1, 1])
    #expect(scores.metrics[0].policy == "whole set, present_classes: 2 of 3")
    // "background" everywhere: 48 of 64 rows and 48 of 100; class 2 is absent from both, so it counts 1 in `paper`.
    let background = Double(48 * 64 + 48 * 90) / Double(64 * 64 + 100 * 90)
    #expect(abs(scores.metrics[0].constantPredictor! - background / 2) < 1e-12)
    #expect(abs(scores.metrics[1].constantPredictor! - (0.75 + 1 + 0.48 + 1) / 6) < 1e-12)
    #expect(scores.metrics[2].constantPredictor == 0)
    #expect(scores.classes[2].values["iou"] == .some(nil) && scores.classes[1].values["dice"] == 1)
  }

  @Test func perfectBoxes() throws {
    let folder = try TemporaryFolder()
    let boxes = [(x: 10, y: 10, w: 20, h: 16), (x: 60, y: 40, w: 30, h: 20)]
    let task = try GeneratedTask.detection(folder, height: 100, width: 128, boxes: [boxes, [], [boxes[0]]])
    let scores = try task.evaluate(PixelModel.boxes).scores
    #expect(scores.metrics.map(\.name) == ["ap50", "ap", "ap75"])
    for metric in scores.metrics { #expect(abs(metric.value! - 1) < 1e-12 && metric.constantPredictor == 0) }
    #expect(scores.classes.map(\.caseCount) == [2, 1])
  }

  // MARK: Undefined stays undefined

  @Test func aSplitWithoutSamplesHasNoScores() throws {
    let folder = try TemporaryFolder()
    let task = try GeneratedTask.classification(folder, splits: [.train])
    let scores = try task.evaluate(PixelModel.classes(3)).scores
    #expect(scores.sampleCount == 0 && scores.metrics.allSatisfy { $0.value == nil && $0.interval == nil })
    #expect(scores.metrics.allSatisfy { $0.constantPredictor == nil })
  }

  /// O06: a fully missed image and an empty one with a false alarm, in both orders.
  @Test func missedImagesCountInAnyOrder() throws {
    var found: [Double?] = []
    let box = (x: 10, y: 10, w: 20, h: 16)
    for images in [[[box], [], [box]], [[], [box], [box]]] {
      let folder = try TemporaryFolder()
      let task = try GeneratedTask.detection(folder, height: 64, width: 64, boxes: images)
      var isMissed = false
      let alarm = FoundBox(x0: 40, y0: 40, x1: 60, y1: 60, label: 0, score: 0.95)
      let scores = try task.evaluate(
        { tensor, sizes in
          try PixelModel.boxes(tensor, sizes).map { prediction in
            guard case .boxes(let boxes) = prediction else { return prediction }
            if boxes.isEmpty { return .boxes([alarm]) }
            defer { isMissed = true }
            return .boxes(isMissed ? boxes : [])
          }
        }, batch: 1
      ).scores
      found.append(scores.primary.value)
    }
    // Half of the boxes found, after one better-scored false alarm: precision 1/2 up to recall 1/2.
    #expect(found[0] == found[1])
    #expect(abs(found[0]! - 0.5 * 51 / 101) < 1e-12)
  }

  /// O04: nothing labelled but something predicted is Dice 0 and counts; both empty is left out, and said so.
  @Test func emptyMasksFollowTheNamedPolicy() throws {
    let folder = try TemporaryFolder()
    let task = try GeneratedTask.segmentation(folder, sizes: [(64, 64), (64, 64), (64, 64)], fit: .letterbox) { _, _ in
      0
    }
    var calls = 0
    let result = try task.evaluate(
      { images, sizes in
        calls += 1
        let winner = calls == 1 ? 1 : 0
        let values = (0..<3).flatMap { [Float](repeating: $0 == winner ? 1 : 0, count: 64 * 64) }
        return [.pixelLogits(try Tensor(values, shape: [3, 64, 64]))]
      }, batch: 1)
    #expect(result.cases.map { $0.values[1].isNaN ? nil : $0.values[1] } == [0, nil, nil])
    #expect(result.scores.metric("mean_dice")?.value == 0)
    #expect(result.scores.metric("mean_dice")?.policy == "per slice, both_empty_skipped, without background")
    #expect(result.scores.classes[1].values["dice_cases"] == 1)
    #expect(result.scores.classes[2].values["dice"] == .some(nil))
  }

  /// O05: labels 2 1 0 0 against 2 1 0 1 give 0.778, however many classes are declared.
  @Test(arguments: [3, 5, 8]) func macroF1IsThatOfThePresentClasses(classCount: Int) throws {
    let classes = (0..<classCount).map { "c\($0)" }
    var scorer = ClassificationScorer(classes)
    let records = [2, 1, 0, 0].enumerated().map { n, label in
      SampleRecord(
        id: "\(n)", imagePaths: ["x"], split: .test, annotation: .classIndex(label), place: "line \(n)")
    }
    for (record, answer) in zip(records, [2, 1, 0, 1]) {
      _ = scorer.add(.made(record), .probabilities(classes.indices.map { $0 == answer ? 1 : 0 }))
    }
    let report = try scorer.scores(nil)[0]
    #expect(abs(report.value! - 7.0 / 9) < 1e-12)
    #expect(report.policy == "present_classes" && report.caseCount == 4)
  }

  @Test func anAurocOfOneClassIsUndefined() throws {
    var scorer = ClassificationScorer(["a", "b"])
    for n in 0..<3 {
      let record = SampleRecord(
        id: "\(n)", imagePaths: ["x"], split: .test, annotation: .classIndex(0), place: "line \(n)")
      _ = scorer.add(.made(record), .probabilities([0.9, 0.1]))
    }
    let scores = try scorer.scores(nil)
    #expect(scores[2].value == nil && scores[2].constantPredictor == nil && scores[1].value == 1)
  }

  // MARK: Intervals

  @Test func intervalsAreTheSameForAnyBatchAndThreads() throws {
    let folder = try TemporaryFolder()
    let task = try GeneratedTask.classification(folder, count: 11)
    let guess: ImagePredictor.Predict = { images, sizes in
      try PixelModel.classes(3)(images, sizes).map { prediction in
        guard case .probabilities(let p) = prediction else { return prediction }
        return .probabilities(p[2] == 1 ? [0.4, 0.35, 0.25] : p)  // the third class is never found
      }
    }
    let all = try [(1, 0), (3, 1), (8, 4)].map { try task.evaluate(guess, batch: $0, threads: $1) }
    #expect(all[0].scores == all[1].scores && all[1].scores == all[2].scores)
    #expect(all[0].cases == all[1].cases && all[1].cases == all[2].cases)
    let report = all[0].scores.primary
    let interval = try #require(report.interval)
    #expect(interval.lower < report.value! && report.value! < interval.upper && interval.upper <= 1)
    #expect(interval.method == .bootstrapPercentile && interval.resampleCount == 50)
  }

  @Test func patientsAreDrawnTogether() {
    let records = ["p1", nil, "p1", "p2", nil].enumerated().map { n, group in
      SampleRecord(
        id: "p\(n)", imagePaths: ["x"], group: group, split: .test, annotation: .classIndex(0), place: "line")
    }
    let units = CaseUnits(records)
    #expect(units.groups == [[0, 2], [1], [3], [4]] && units.isGrouped)
    #expect(!CaseUnits(Array(records.suffix(2))).isGrouped)
    // A volume's slices come as one record several times.
    #expect(CaseUnits([records[1], records[1], records[4]]).groups == [[0, 1], [2]])
  }
}
