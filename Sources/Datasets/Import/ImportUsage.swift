import Settings

/// Usage errors that several formats share.
enum ImportUsage {
  static func channel(_ given: String, known: String) -> UsageError {
    UsageError("--channel: found \(given); the data set has \(known), and each takes all of them")
  }

  /// Kinds that a format can be read as.
  static func kind(_ given: ImportRequest.Kind, _ format: String, allowed: [ImportRequest.Kind]) -> UsageError {
    let names = allowed.map(\.rawValue).joined(separator: ", ")
    return UsageError("--as: \(format) cannot be read as \(given.rawValue); one of \(names) is expected")
  }
}
