import Datasets
import Settings
import Training

/// Data that a checkpoint was not made for. Exit code 2.
public struct TaskMismatch: ExitCodeError, Equatable, CustomStringConvertible {
  /// The task's name.
  public let task: String
  /// The key, both values, and what to do.
  public let message: String
  /// `usage`, always.
  public var exitCode: ExitCode { .usage }
  /// `task NAME: message`.
  public var description: String { "task \(task): \(message)" }

  /// Label type, classes by name and order, and the reading of pixels and labels must be those of the checkpoint; else
  /// scores would be computed all the same and mean nothing.
  static func compare(_ trained: TaskConfiguration, _ data: TaskDescription) throws {
    let (size, fit) = (trained.preprocessing.size, trained.preprocessing.fit)
    let found = TaskConfiguration(data, size: size, fit: fit)
    guard let difference = found.firstDifference(from: trained) else { return }
    let message = "\(difference.sentence(at: data.path)); \(remedy(difference.key, trained, data))"
    throw TaskMismatch(task: trained.name, message: message)
  }

  private static func remedy(_ key: String, _ trained: TaskConfiguration, _ data: TaskDescription) -> String {
    switch key {
    case "label_type": return "evaluate on data of the same kind"
    case "classes":
      return Set(trained.classes) == Set(data.classes)
        ? "the names are the same, so list them in the checkpoint's order" : "name the data's classes as in training"
    case "values": return "masks must mean what they meant in training, so write the checkpoint's map"
    case "positive", "uncertain": return "labels must mean what they meant in training, so write the checkpoint's value"
    case "outline_origin", "patch.tissue":
      return "patches and their labels must be those of the training's rules, so write the checkpoint's value"
    default: return "pixels must be read and scaled as in training, so write the checkpoint's value"
    }
  }

  static func unknownTask(_ data: TaskDescription, known: [String]) -> TaskMismatch {
    let nearest = NearestName.of(data.name, in: known).map { "; did you mean \($0)?" } ?? "."
    let message = "the checkpoint has no head of this name\(nearest) It has \(known.joined(separator: ", "))"
    return TaskMismatch(task: data.name, message: message)
  }
}
