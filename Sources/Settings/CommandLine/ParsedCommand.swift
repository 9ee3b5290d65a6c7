/// A verb with its arguments, checked against the specification.
public struct ParsedCommand: Sendable {
  /// Its name.
  public let verb: String
  /// Arguments that are neither flags nor overrides, in order.
  public let positionals: [String]
  /// `key.path=value`, in order, for `SettingsDocument.apply(overrides:)`.
  public let overrides: [String]
  let values: [String: [String]]
  let known: Set<String>

  /// True if the switch was given, or the flag has a value.
  public func isSet(_ flag: String) -> Bool { !values(of: flag).isEmpty }

  /// The flag's value, nil if it was not given.
  public func value(of flag: String) -> String? { values(of: flag).last }

  /// All values of a repeatable flag, in order.
  public func values(of flag: String) -> [String] {
    precondition(known.contains(flag), "the verb \(verb) declares no flag --\(flag)")
    return values[flag] ?? []
  }

  /// A whole number, nil if the flag was not given.
  /// - Throws: `UsageError` if the value is no whole number in `range`.
  public func integer(of flag: String, in range: ClosedRange<Int> = .min ... .max) throws(UsageError) -> Int? {
    guard let text = value(of: flag) else { return nil }
    guard let number = NumberText.integer(text), range.contains(number) else {
      throw UsageError("--\(flag): found \(text); a whole number\(NumberText.words(range)) is expected")
    }
    return number
  }

  /// A number, nil if the flag was not given.
  /// - Throws: `UsageError` if the value is no finite number in `range`.
  public func double(
    of flag: String, in range: ClosedRange<Double> = NumberText.all
  ) throws(UsageError) -> Double? {
    guard let text = value(of: flag) else { return nil }
    guard let number = NumberText.double(text), range.contains(number) else {
      throw UsageError("--\(flag): found \(text); a number\(NumberText.words(range)) is expected")
    }
    return number
  }
}
