import Settings

/// Usage errors that several formats share.
enum ImportUsage {
  /// - Parameter takesEach: the format takes all channels as well.
  static func channel(_ given: String, known: String, takesEach: Bool) -> UsageError {
    let all = takesEach ? ", and each takes all of them" : ""
    return UsageError("--channel: found \(given); the data set has \(known)\(all)")
  }

  /// Kinds that a format can be read as.
  static func kind(_ given: ImportRequest.Kind, _ format: String, allowed: [ImportRequest.Kind]) -> UsageError {
    let names = allowed.map(\.rawValue).joined(separator: ", ")
    return UsageError("--as: \(format) cannot be read as \(given.rawValue); one of \(names) is expected")
  }
}
