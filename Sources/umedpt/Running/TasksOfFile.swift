import Settings
import Training

extension RunSettings {
  /// The run that a file describes; nil if it describes a task, or is no YAML at all, which its reader will tell.
  /// - Throws: `SettingsError` with everything that is wrong with the run's settings.
  static func ofTasks(
    at path: String, _ environment: [String: String], overrides: [String] = []
  ) throws -> RunSettings? {
    guard var document = try? SettingsDocument(path: path), document.hasTasks else { return nil }
    document.apply(overrides: overrides)
    return try RunSettings(document, environment: environment)
  }
}

extension SettingsDocument {
  /// Settings of a run list tasks; a task description does not.
  fileprivate var hasTasks: Bool {
    guard case .mapping(let entries) = root.content else { return false }
    return entries.contains { $0.key == "tasks" }
  }
}
