import Datasets
import Imaging
import Models
import Statistics

/// COCO's AP at IoU 0.50 (primary), over 0.50:0.95, and at 0.75, in the original's pixels.
struct DetectionScorer: TaskScorer {
  private let classes: [String]
  private var evaluation: CocoEvaluation
  private var truthCounts: [Int]
  private var count = 0

  /// Images without boxes count: a box found there is a false alarm.
  static let policy = "COCO, present_classes, at most 100 boxes a class and image"

  init(_ classes: [String]) {
    self.classes = classes
    evaluation = CocoEvaluation(classCount: classes.count)
    truthCounts = [Int](repeating: 0, count: classes.count)
  }

  mutating func add(_ sample: PreparedSample, _ prediction: ImagePrediction) throws -> CaseRow {
    guard case .boxes(let boxes) = sample.target, case .boxes(let found) = prediction else {
      preconditionFailure("boxes are expected")
    }
    let truths = boxes.map { CocoTruth($0) } + sample.crowdBoxes.map { CocoTruth($0, isCrowd: true) }
    try evaluation.add(truths: truths, detections: found.map(CocoDetection.init))
    for box in boxes { truthCounts[box.label] += 1 }
    count += 1
    return CaseRow(
      id: sample.id, group: sample.record.group, truth: "\(boxes.count)", predicted: "\(found.count)",
      scoreName: "ap50", score: evaluation.ap50(images: [count - 1]),
      values: classes.indices.map { evaluation.averagePrecision(of: $0, at: .at50, images: [count - 1]) })
  }

  func scores(_ resampling: Resampling?) -> [MetricReport] {
    // Finding nothing is the one answer that needs no image.
    let constant: Double? = truthCounts.contains { $0 > 0 } ? 0 : nil
    let thresholds: [(name: String, threshold: IoUThreshold?)] = [("ap50", .at50), ("ap", nil), ("ap75", .at75)]
    return thresholds.map { name, threshold in
      MetricReport(name, count: count, policy: Self.policy, constant: constant, resampling) {
        evaluation.meanAveragePrecision(at: threshold, images: $0)
      }
    }
  }

  func classScores() -> [ClassScores] {
    classes.indices.map { k in
      ClassScores(
        name: classes[k], caseCount: truthCounts[k],
        values: [
          "ap": evaluation.averagePrecision(of: k), "ap50": evaluation.averagePrecision(of: k, at: .at50),
          "ap75": evaluation.averagePrecision(of: k, at: .at75),
        ])
    }
  }
}

extension CocoTruth {
  init(_ box: LabelledBox, isCrowd: Bool = false) {
    self.init(
      box: CocoBox(x0: Double(box.x0), y0: Double(box.y0), x1: Double(box.x1), y1: Double(box.y1)),
      category: box.label, isCrowd: isCrowd)
  }
}

extension CocoDetection {
  init(_ box: FoundBox) {
    self.init(
      box: CocoBox(x0: Double(box.x0), y0: Double(box.y0), x1: Double(box.x1), y1: Double(box.y1)),
      category: box.label, score: Double(box.score))
  }
}
