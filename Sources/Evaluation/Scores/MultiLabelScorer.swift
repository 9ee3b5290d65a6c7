// L labels.

import Datasets
import Statistics

/// Mean AUROC (primary) and macro F1 of several labels an image; unknown labels are left out.
struct MultiLabelScorer: TaskScorer {
  private let classes: [String]
  private var states: [[LabelState]] = []
  private var probabilities: [[Double]] = []

  /// The probability from which on a label counts as present.
  static let threshold = 0.5

  init(_ classes: [String]) { self.classes = classes }

  mutating func add(_ sample: PreparedSample, _ prediction: ImagePrediction) -> CaseRow {
    guard case .labels(let truth) = sample.target, case .probabilities(let found) = prediction else {
      preconditionFailure("label states and probabilities are expected")
    }
    let values = found.map(Double.init)
    states.append(truth)
    probabilities.append(values)
    let known = truth.indices.filter { truth[$0] != .unknown }
    let right = known.count { (values[$0] >= Self.threshold) == (truth[$0] == .positive) }
    return CaseRow(
      id: sample.id, group: sample.record.group, truth: Self.text(truth, classes),
      predicted: CaseRow.list(classes.indices.filter { values[$0] >= Self.threshold }.map { classes[$0] }),
      scoreName: "share_of_known_labels_right", score: known.isEmpty ? nil : Double(right) / Double(known.count),
      values: values)
  }

  func scores(_ resampling: Resampling?) throws -> [MetricReport] {
    let all = Array(states.indices)
    let ranked = try rankedClasses()
    let counted = ranked.areas().countedClasses
    let f1Count = try classes.indices.count { try f1($0, all) != nil }
    let always = [[Double]](repeating: [Double](repeating: 1, count: classes.count), count: states.count)
    return try [
      MetricReport(
        "mean_auroc", count: states.count, policy: "defined for \(counted) of \(classes.count) labels",
        constant: counted > 0 ? ConstantPredictor.areaUnderROC : nil, resampling
      ) { ranked.areas(of: $0).value },
      MetricReport(
        "macro_f1", count: states.count,
        policy: "at \(Self.threshold), \(ClassPolicy.presentClasses.rawValue): \(f1Count) of \(classes.count) labels",
        constant: try macroF1(all, always), resampling
      ) { try macroF1($0, probabilities) },
    ]
  }

  func classScores() throws -> [ClassScores] {
    let all = Array(states.indices)
    let areas = try rankedClasses().areas()
    return try classes.indices.map { k in
      ClassScores(
        name: classes[k], caseCount: states.count { $0[k] == .positive },
        values: ["auroc": areas.perClass[k], "f1": try f1(k, all), "known": Double(states.count { $0[k] != .unknown })])
    }
  }

  private func rankedClasses() throws -> RankedClasses {
    try RankedClasses(
      scores: probabilities, positives: states.map { $0.map(\.isPositive) }, labelCount: classes.count)
  }

  private func macroF1(_ cases: [Int], _ probabilities: [[Double]]) throws -> Double? {
    mean(try classes.indices.compactMap { try f1($0, cases, probabilities) })
  }

  private func f1(_ k: Int, _ cases: [Int]) throws -> Double? { try f1(k, cases, probabilities) }

  /// F1 of the positive state; nil where the label is neither present nor predicted.
  private func f1(_ k: Int, _ cases: [Int], _ probabilities: [[Double]]) throws -> Double? {
    var matrix = ConfusionMatrix(classCount: 2)
    for index in cases {
      guard let isPositive = states[index][k].isPositive else { continue }
      try matrix.add(label: isPositive ? 1 : 0, prediction: probabilities[index][k] >= Self.threshold ? 1 : 0)
    }
    return matrix.f1(1)
  }

  /// Names of the present labels; unknown ones with a question mark.
  static func text(_ states: [LabelState], _ classes: [String]) -> String {
    CaseRow.list(
      zip(classes, states).compactMap { name, state in
        switch state {
        case .positive: name
        case .unknown: name + "?"
        case .negative: nil
        }
      })
  }
}

extension LabelState {
  /// Whether the label is present; nil where that is not known.
  var isPositive: Bool? { self == .unknown ? nil : self == .positive }
}
