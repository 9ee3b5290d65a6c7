/// Names of tasks: they become parts of parameter keys and file names.
public enum TaskName {
  static let allowed = "lower-case letters, digits, _ and -, starting with a letter or digit"

  /// Whether a task may have the name.
  public static func isValid(_ name: String) -> Bool {
    let letters = Set("abcdefghijklmnopqrstuvwxyz0123456789")
    guard let first = name.first, letters.contains(first) else { return false }
    return name.allSatisfy { letters.contains($0) || $0 == "_" || $0 == "-" }
  }
}
