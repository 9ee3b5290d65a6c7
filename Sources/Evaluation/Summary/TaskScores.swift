import Datasets
import Training

/// The scores of one task on one split.
public struct TaskScores: Codable, Sendable, Equatable {
  /// The task's name.
  public let task: String
  /// The task's label type, which decides which metrics there are.
  public let labelType: LabelType
  /// The split that was scored.
  public let split: Split
  /// Number of images (or slices) n.
  public let sampleCount: Int
  /// Number of independent cases that intervals draw: groups or volumes where there are some, else images.
  public let caseCount: Int
  /// What such a case is.
  public let caseUnit: CaseUnit
  /// Edge of the square images that the network saw, in pixels.
  public let size: Int
  /// Whether the network saw whole images (`letterbox`) or tiles of them (`crop`).
  public let fit: Fit
  /// The scores of the split, the primary one first.
  public let metrics: [TaskMetric]
  /// The scores of each class, in the task's order.
  public let classes: [ClassScores]
  /// What the constant predictor answers, in words.
  public let constantPredictor: String

  /// What intervals draw.
  public enum CaseUnit: String, Codable, Sendable { case image, group }

  /// The one score that stands for the task: macro F1, mean AUROC, mIoU or AP50.
  public var primary: TaskMetric { metrics[0] }

  /// Whether the interval of the primary score lies above chance, so that something of the task was learned; false
  /// where one of the two is undefined.
  public var isAboveChance: Bool { primary.isAboveChance }

  init(
    _ task: TaskConfiguration, split: Split, units: CaseUnits, _ metrics: [TaskMetric], _ classes: [ClassScores]
  ) {
    self.task = task.name
    labelType = task.labelType
    self.split = split
    sampleCount = units.groups.reduce(0) { $0 + $1.count }
    caseCount = units.groups.count
    caseUnit = units.isGrouped ? .group : .image
    size = task.preprocessing.size
    fit = task.preprocessing.fit
    self.metrics = metrics
    self.classes = classes
    constantPredictor = task.labelType.constantPredictor
  }

  /// The score of a name, such as `macro_f1`; nil where the label type has none.
  public func metric(_ name: String) -> TaskMetric? { metrics.first { $0.name == name } }

  private enum CodingKeys: String, CodingKey {
    case task
    case labelType = "label_type"
    case split
    case sampleCount = "n"
    case caseCount = "cases"
    case caseUnit = "case_unit"
    case size, fit, metrics, classes
    case constantPredictor = "constant_predictor"
  }
}

/// What is known about one class.
public struct ClassScores: Codable, Sendable, Equatable {
  /// The class's name.
  public let name: String
  /// Labelled images of the class; for detection its labelled boxes.
  public let caseCount: Int
  /// The class's values by name of the score; nil (`null`) where one is undefined.
  public let values: [String: Double?]

  /// Names of values that are counts, not scores.
  static let counts: Set<String> = ["known", "dice_cases", "false_alarms", "missed"]

  /// The value of a name for people: counts whole, scores with three decimals.
  func text(_ name: String) -> String {
    let value = values[name] ?? nil
    guard Self.counts.contains(name), let value else { return ScoreTable.number(value) }
    return "\(Int(value))"
  }

  init(name: String, caseCount: Int, values: [String: Double?]) {
    self.name = name
    self.caseCount = caseCount
    self.values = values
  }

  private enum CodingKeys: String, CodingKey {
    case name
    case caseCount = "n"
    case values
  }
}

extension LabelType {
  /// The answer that is the same for every image, in words.
  var constantPredictor: String {
    switch self {
    case .classification: "always answers the split's most frequent class"
    case .multilabel: "the same score for every image (AUROC); always answers yes (F1)"
    case .segmentation: "answers the split's most frequent class at every pixel"
    case .detection: "finds nothing"
    }
  }
}
