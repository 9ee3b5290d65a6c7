import Settings

/// A task that cannot be trained as it is described.
struct TaskError: ExitCodeError, CustomStringConvertible {
  let task: String
  let message: String
  var exitCode: ExitCode { .usage }
  var description: String { "task \(task): \(message)" }

  static func requireClasses(_ task: TaskConfiguration, atLeast count: Int) throws {
    guard task.classes.count < count else { return }
    throw TaskError(
      task: task.name,
      message: """
        \(task.labelType.rawValue) needs at least \(count) classes, found \(task.classes.count) \
        (\(task.classes.joined(separator: ", "))); with one class there is nothing to tell apart
        """)
  }

  static func target(_ task: String, _ wanted: String) -> TaskError {
    TaskError(task: task, message: "a sample's label is not \(wanted); run `umedpt check` on its description")
  }
}
