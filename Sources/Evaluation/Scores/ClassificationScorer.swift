// K classes.

import Datasets
import Statistics

/// Macro F1 (primary), accuracy and macro AUROC of one class an image.
struct ClassificationScorer: TaskScorer {
  private let classes: [String]
  private var labels: [Int] = []
  private var predicted: [Int] = []
  private var probabilities: [[Double]] = []

  init(_ classes: [String]) { self.classes = classes }

  mutating func add(_ sample: PreparedSample, _ prediction: ImagePrediction) -> CaseRow {
    guard case .classIndex(let label) = sample.target, case .probabilities(let found) = prediction else {
      preconditionFailure("a class and probabilities are expected")
    }
    let values = found.map(Double.init)
    let answer = values.indices.max { (values[$0], -$0) < (values[$1], -$1) } ?? 0
    labels.append(label)
    predicted.append(answer)
    probabilities.append(values)
    return CaseRow(
      id: sample.id, group: sample.record.group, truth: classes[label], predicted: classes[answer],
      scoreName: "probability_of_truth", score: values[label],
      values: values)
  }

  func scores(_ resampling: Resampling?) throws -> [MetricReport] {
    let constant = try ConstantPredictor.confusionMatrix(labels: labels, classCount: classes.count)
    let ranked = try rankedClasses()
    let counted = ranked.areas().countedClasses
    return try [
      MetricReport(
        "macro_f1", count: labels.count, policy: ClassPolicy.presentClasses.rawValue,
        constant: constant.macroF1().value, resampling
      ) { try confusion($0).macroF1().value },
      MetricReport("accuracy", count: labels.count, constant: constant.accuracy, resampling) {
        try confusion($0).accuracy
      },
      MetricReport(
        "macro_auroc", count: labels.count,
        policy: "one_versus_rest, defined for \(counted) of \(classes.count) classes",
        constant: counted > 0 ? ConstantPredictor.areaUnderROC : nil, resampling
      ) { ranked.areas(of: $0).value },
    ]
  }

  /// Guesses in the classes' own shares give each class an expected F1 of its share, and their mean is 1 / K over the
  /// classes that occur. No other shares give more: 2 p q / (p + q), summed over the classes, is largest where guesses
  /// q have the shares p of the labels. Always the same class gives less, because all others then count 0.
  var guessing: [String: Double] { labels.isEmpty ? [:] : ["macro_f1": 1 / Double(Set(labels).count)] }

  func classScores() throws -> [ClassScores] {
    let all = Array(labels.indices)
    let (matrix, areas) = (try confusion(all), try rankedClasses().areas())
    return classes.indices.map { k in
      ClassScores(
        name: classes[k], caseCount: matrix.labelCount(k),
        values: [
          "f1": matrix.f1(k), "precision": matrix.precision(k), "recall": matrix.recall(k),
          "specificity": matrix.specificity(k), "auroc": areas.perClass[k],
        ])
    }
  }

  private func confusion(_ cases: [Int]) throws -> ConfusionMatrix {
    try ConfusionMatrix(
      labels: cases.map { labels[$0] }, predictions: cases.map { predicted[$0] }, classCount: classes.count)
  }

  private func rankedClasses() throws -> RankedClasses {
    try RankedClasses(scores: probabilities, labels: labels, classCount: classes.count)
  }
}
