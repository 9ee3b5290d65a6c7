import Datasets
import Settings
import Training

/// Data that a checkpoint was not made for. Exit code 2.
public struct TaskMismatch: ExitCodeError, Equatable, CustomStringConvertible {
  public let task: String
  public let message: String
  public var exitCode: ExitCode { .usage }
  public var description: String { "task \(task): \(message)" }

  /// Label type, classes by name and order, and the preparation of pixels must be those of the checkpoint; otherwise
  /// scores would be computed all the same and mean nothing.
  static func compare(_ trained: TaskConfiguration, _ data: TaskDescription) throws {
    func require(_ isEqual: Bool, _ what: String, _ model: String, _ found: String, _ remedy: String) throws {
      guard !isEqual else { return }
      let message = "\(what): the checkpoint has \(model), \(data.path) has \(found); \(remedy)"
      throw TaskMismatch(task: trained.name, message: message)
    }
    try require(
      trained.labelType == data.labelType, "label_type", trained.labelType.rawValue, data.labelType.rawValue,
      "evaluate on data of the same kind")
    try require(
      trained.classes == data.classes, "classes", list(trained.classes), list(data.classes),
      Set(trained.classes) == Set(data.classes)
        ? "the names are the same, so list them in the checkpoint's order" : "name the data's classes as in training")
    let prepared = trained.preprocessing
    let (range, quantiles) = (data.valueRange.map(bounds), data.quantiles.map(bounds))
    try require(
      prepared.valueRange == range, "value_range", text(prepared.valueRange), text(range),
      "pixels must be scaled as in training, so write the checkpoint's value")
    try require(
      prepared.quantiles == quantiles, "quantiles", text(prepared.quantiles), text(quantiles),
      "pixels must be scaled as in training, so write the checkpoint's value")
  }

  static func unknownTask(_ data: TaskDescription, known: [String]) -> TaskMismatch {
    let nearest = NearestName.of(data.name, in: known).map { "; did you mean \($0)?" } ?? ""
    let message = "the checkpoint has no head of this name\(nearest) It has \(known.joined(separator: ", "))"
    return TaskMismatch(task: data.name, message: message)
  }

  private static func bounds(_ range: ClosedRange<Double>) -> [Double] { [range.lowerBound, range.upperBound] }
  private static func list(_ names: [String]) -> String { "[\(names.joined(separator: ", "))]" }
  private static func text(_ bounds: [Double]?) -> String { bounds.map { "\($0)" } ?? "none" }
}
