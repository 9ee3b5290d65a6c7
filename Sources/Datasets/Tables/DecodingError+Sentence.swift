extension DecodingError {
  /// What is wrong with a JSON file and where, in words a person knows JSON by.
  /// - Parameter bytes: the file, for the place where it stops being JSON.
  package func sentence(_ bytes: [UInt8]) -> String {
    switch self {
    case .keyNotFound(let key, let context): return "\(Self.place(context)) has no \"\(key.stringValue)\""
    case .typeMismatch(let type, let context): return "\(Self.place(context)) is not \(Self.words(type))"
    case .valueNotFound(_, let context): return "\(Self.place(context)) is null"
    case .dataCorrupted(let context):
      guard context.codingPath.isEmpty else { return "\(Self.place(context)) holds a value that does not fit there" }
      // For text that is not JSON, and for numbers that do not fit, Foundation names no place.
      return JSONSyntax.problem(bytes) ?? Self.unfitting(bytes)
    @unknown default: return "the file cannot be read (\(self))"
    }
  }

  private static func unfitting(_ bytes: [UInt8]) -> String {
    String(validating: bytes, as: UTF8.self) == nil
      ? "the text is not UTF-8" : "a number in it does not fit its place, such as 1.5 where a whole number belongs"
  }

  private static func place(_ context: Context) -> String {
    let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
    return path.isEmpty ? "the file" : String(path.drop { $0 == "." })
  }

  private static func words(_ type: Any.Type) -> String {
    let name = "\(type)"
    if name.hasPrefix("Array") { return "a list" }
    if name.hasPrefix("Dictionary") { return "an object" }
    if name.hasPrefix("Int") || name.hasPrefix("UInt") { return "a whole number" }
    switch name {
    case "String": return "a text"
    case "Bool": return "true or false"
    case "Double", "Float": return "a number"
    case "Identifier": return "a whole number or a text"
    default: return "what belongs there"
    }
  }
}
