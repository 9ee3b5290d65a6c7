// K classes.

import Datasets
import Statistics

/// Mean IoU over the whole set (primary), by the paper's policy a slice, and Dice of the foreground classes.
struct SegmentationScorer: TaskScorer {
  private let classes: [String]
  private let background: Int
  private var slices: [OverlapCounts] = []

  /// Dice says nothing where a class is neither labelled nor predicted.
  static let dicePolicy = BothEmptyPolicy.skipped
  /// The policy of `SegmentationScores.paperMeanIoU` in words.
  static let paperPolicy = "paper: per slice, absent in both counts 1"

  init(_ classes: [String], background: Int) {
    self.classes = classes
    self.background = background
  }

  mutating func add(_ sample: PreparedSample, _ prediction: ImagePrediction) throws -> CaseRow {
    guard case .mask(let truth) = sample.target, case .mask(let found) = prediction else {
      preconditionFailure("masks are expected")
    }
    let counts = try OverlapCounts(labels: truth.values, predictions: found.values, classCount: classes.count)
    slices.append(counts)
    return CaseRow(
      id: sample.id, group: sample.record.group, truth: Self.present(counts.truth, classes),
      predicted: Self.present(counts.predicted, classes), scoreName: "miou_paper",
      score: SegmentationScores.paperIoU(of: counts),
      values: classes.indices.map(counts.dice))
  }

  func scores(_ resampling: Resampling?) throws -> [MetricReport] {
    let constant = mostFrequentClass.map { k in slices.map { $0.predicting(k) } }
    func report(_ name: String, _ policy: String, _ metric: ([OverlapCounts]) -> Double?) -> MetricReport {
      MetricReport(name, count: slices.count, policy: policy, constant: constant.flatMap(metric), resampling) { cases in
        metric(cases.map { slices[$0] })
      }
    }
    let counted = SegmentationScores.wholeSetIoU(of: slices, classCount: classes.count).countedClasses
    return [
      report("miou", "whole set, \(ClassPolicy.presentClasses.rawValue): \(counted) of \(classes.count)") {
        SegmentationScores.wholeSetIoU(of: $0, classCount: classes.count).value
      },
      report("miou_paper", Self.paperPolicy, SegmentationScores.paperMeanIoU),
      report("mean_dice", "per slice, \(Self.dicePolicy.rawValue), without \(classes[background])", meanDice),
    ]
  }

  func classScores() -> [ClassScores] {
    let ious = SegmentationScores.wholeSetIoU(of: slices, classCount: classes.count).perClass
    return classes.indices.map { k in
      let dice = DiceSummary(cases: slices, class: k, bothEmpty: Self.dicePolicy)
      return ClassScores(
        name: classes[k], caseCount: slices.count { $0.truth[k] > 0 },
        values: [
          "iou": ious[k], "dice": dice.mean, "dice_cases": Double(dice.countedCount),
          "false_alarms": Double(dice.falseAlarmCount), "missed": Double(dice.missedCount),
        ])
    }
  }

  private func meanDice(_ slices: [OverlapCounts]) -> Double? {
    mean(
      classes.indices.filter { $0 != background }.compactMap { k in
        DiceSummary(cases: slices, class: k, bothEmpty: Self.dicePolicy).mean
      })
  }

  /// The class of most pixels; nil where every pixel is ignored.
  private var mostFrequentClass: Int? {
    let pixels = classes.indices.map { k in slices.reduce(0) { $0 + $1.truth[k] } }
    return pixels.contains { $0 > 0 } ? pixels.indices.max { (pixels[$0], -$0) < (pixels[$1], -$1) } : nil
  }

  private static func present(_ pixels: [Int], _ classes: [String]) -> String {
    CaseRow.list(classes.indices.filter { pixels[$0] > 0 }.map { classes[$0] })
  }
}
