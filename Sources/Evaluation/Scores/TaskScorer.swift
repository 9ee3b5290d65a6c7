import Datasets
import Statistics
import Training

/// Collects the predictions of one task, image by image, and scores them.
protocol TaskScorer {
  /// Takes one image; its row for `per_case.csv`.
  mutating func add(_ sample: PreparedSample, _ prediction: ImagePrediction) throws -> CaseRow
  /// The scores of the split, the primary one first.
  func scores(_ resampling: Resampling?) throws -> [MetricReport]
  /// What guessing is expected to reach, by name of the score, where that is more than the constant predictor reaches.
  var guessing: [String: Double] { get }
  /// The scores of each class, in the order of the classes.
  func classScores() throws -> [ClassScores]
}

extension TaskScorer {
  /// Nothing: a score is judged against the constant predictor alone.
  var guessing: [String: Double] { [:] }

  /// The scores with what is reached without the image.
  func metrics(_ resampling: Resampling?) throws -> [TaskMetric] {
    try scores(resampling).map { TaskMetric($0, guessing: guessing[$0.name]) }
  }
}

/// The label types, each with its scorer (CONTRIBUTING.md lists what a new one touches).
enum TaskScorers {
  /// - Parameter background: the class that is no foreground; segmentation only.
  static func make(_ task: TaskConfiguration, background: Int) -> any TaskScorer {
    switch task.labelType {
    case .classification: ClassificationScorer(task.classes)
    case .multilabel: MultiLabelScorer(task.classes)
    case .segmentation: SegmentationScorer(task.classes, background: background)
    case .detection: DetectionScorer(task.classes)
    }
  }
}

/// What was sampled independently: patients, slides or volumes where the data name them, else images.
struct CaseUnits {
  /// Indices of the samples of each unit, in order of appearance.
  let groups: [[Int]]
  /// Whether a unit may hold several samples.
  let isGrouped: Bool

  init(_ records: [SampleRecord]) {
    // A record is listed once for each slice of a volume, so its id groups them.
    let keys = records.map { $0.group.map { "group \($0)" } ?? "record \($0.id)" }
    var places: [String: Int] = [:]
    var groups: [[Int]] = []
    for (index, key) in keys.enumerated() {
      if let place = places[key] {
        groups[place].append(index)
      } else {
        places[key] = groups.count
        groups.append([index])
      }
    }
    self.groups = groups
    isGrouped = groups.count < records.count
  }
}

/// How the scores of one task get their intervals.
struct Resampling {
  let bootstrap: Bootstrap
  let units: CaseUnits
  /// All scores of a task see the same resamples.
  let stream: String

  func interval(_ metric: ([Int]) throws -> Double?) rethrows -> Interval? {
    try bootstrap.interval(groups: units.groups, stream: stream, metric: metric)
  }
}

extension MetricReport {
  /// A score with its interval: `metric` gives it on samples named by index, some perhaps several times.
  init(
    _ name: String, count: Int, policy: String? = nil, constant: Double? = nil, _ resampling: Resampling?,
    metric: ([Int]) throws -> Double?
  ) rethrows {
    let value = try count == 0 ? nil : metric(Array(0..<count))
    let interval = try value == nil ? nil : resampling?.interval(metric)
    self.init(
      name: name, value: value, caseCount: count, policy: policy, interval: interval, constantPredictor: constant)
  }
}
