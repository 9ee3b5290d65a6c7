/// `${NAME}` was written and the environment has no NAME.
struct UnsetVariable: Error, CustomStringConvertible {
  let name: String

  var description: String {
    name.isEmpty
      ? "found ${ without a name and }; write ${NAME}, or $${ for the characters themselves"
      : "the environment variable \(name) is not set; set it, such as \(name)=... before the command"
  }
}

/// Replaces `${NAME}` in texts by the environment's value; `$${` stands for the characters `${`.
enum EnvironmentText {
  static func replaced(_ text: String, _ environment: [String: String]) throws(UnsetVariable) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstRange(of: "${") {
      let before = rest[..<start.lowerBound]
      rest = rest[start.upperBound...]
      if before.hasSuffix("$") {
        result += before.dropLast() + "${"
        continue
      }
      guard let end = rest.firstIndex(of: "}") else { throw UnsetVariable(name: "") }
      let name = String(rest[..<end])
      guard !name.isEmpty, let value = environment[name] else { throw UnsetVariable(name: name) }
      result += before + value
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }
}
