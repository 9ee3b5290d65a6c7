/// Numbers. Quoted texts are no numbers; `inf`, `nan`, hexadecimal and grouped digits are none either.
extension SettingsReader {
  /// A whole number in a closed range.
  public func integer(_ key: String, default fallback: Int? = nil, in range: ClosedRange<Int> = .min ... .max) -> Int {
    if node(key) == nil {
      if let fallback {
        record(key, .text("\(fallback)", isQuoted: false))
      } else {
        missing(key, "a whole number\(NumberText.words(range))")
      }
    }
    return optionalInteger(key, in: range) ?? fallback ?? min(max(0, range.lowerBound), range.upperBound)
  }

  /// A whole number in a closed range, or nil if the key is absent.
  public func optionalInteger(_ key: String, in range: ClosedRange<Int> = .min ... .max) -> Int? {
    guard let node = node(key), let value = integer(node, key, range) else { return nil }
    record(key, .text("\(value)", isQuoted: false))
    return value
  }

  /// A list of whole numbers, or nil if the key is absent.
  public func optionalIntegers(_ key: String, count: Int? = nil, in range: ClosedRange<Int> = .min ... .max) -> [Int]? {
    guard let items = items(key, count: count) else { return nil }
    let values = items.compactMap { integer($0, key, range) }
    recordList(key, values.map { "\($0)" }, isQuoted: false)
    return values.count == items.count ? values : nil
  }

  /// A finite number in a closed range.
  public func double(
    _ key: String, default fallback: Double? = nil, in range: ClosedRange<Double> = NumberText.all
  ) -> Double {
    if node(key) == nil {
      if let fallback {
        record(key, .text(NumberText.written(fallback), isQuoted: false))
      } else {
        missing(key, "a number\(NumberText.words(range))")
      }
    }
    return optionalDouble(key, in: range) ?? fallback ?? min(max(0, range.lowerBound), range.upperBound)
  }

  /// A finite number in a closed range, or nil if the key is absent.
  public func optionalDouble(_ key: String, in range: ClosedRange<Double> = NumberText.all) -> Double? {
    guard let node = node(key), let value = double(node, key, range) else { return nil }
    record(key, .text(NumberText.written(value), isQuoted: false))
    return value
  }

  /// A finite number in a closed range, or nil where the key holds `word`, such as `auto`, or is absent.
  public func optionalDouble(_ key: String, orWord word: String, in range: ClosedRange<Double> = NumberText.all)
    -> Double?
  {
    guard let node = node(key) else { return nil }
    guard case .text(word, isQuoted: _) = node.content else {
      let value = number(node, key, "a number\(NumberText.words(range)) or \(word)", NumberText.double) {
        range.contains($0)
      }
      if let value { record(key, .text(NumberText.written(value), isQuoted: false)) }
      return value
    }
    record(key, .text(word, isQuoted: false))
    return nil
  }

  /// A list of finite numbers, or nil if the key is absent.
  /// - Parameter count: the length that is asked for, if it is fixed.
  public func optionalDoubles(
    _ key: String, count: Int? = nil, in range: ClosedRange<Double> = NumberText.all
  ) -> [Double]? {
    guard let items = items(key, count: count) else { return nil }
    let values = items.compactMap { double($0, key, range) }
    recordList(key, values.map(NumberText.written), isQuoted: false)
    return values.count == items.count ? values : nil
  }

  /// A list of finite numbers with a default.
  public func doubles(
    _ key: String, count: Int? = nil, default fallback: [Double], in range: ClosedRange<Double> = NumberText.all
  ) -> [Double] {
    if node(key) == nil { recordList(key, fallback.map(NumberText.written), isQuoted: false) }
    return optionalDoubles(key, count: count, in: range) ?? fallback
  }

  private func integer(_ node: SettingsNode, _ key: String, _ range: ClosedRange<Int>) -> Int? {
    number(node, key, "a whole number\(NumberText.words(range))", NumberText.integer) { range.contains($0) }
  }

  private func double(_ node: SettingsNode, _ key: String, _ range: ClosedRange<Double>) -> Double? {
    number(node, key, "a number\(NumberText.words(range))", NumberText.double) { range.contains($0) }
  }

  private func number<Number>(
    _ node: SettingsNode, _ key: String, _ expected: String, _ parse: (String) -> Number?,
    _ isAllowed: (Number) -> Bool
  ) -> Number? {
    guard let text = text(of: node, key: key) else { return nil }
    guard case .text(_, isQuoted: false) = node.content, let value = parse(text) else {
      problem(key, "\(node.summary); \(expected) is expected\(NumberText.hint(node, text))", at: node.numberPlace)
      return nil
    }
    guard isAllowed(value) else {
      problem(key, "\(node.summary); \(expected) is expected", at: node.numberPlace)
      return nil
    }
    return value
  }

  private func items(_ key: String, count: Int?) -> [SettingsNode]? {
    guard let node = node(key) else { return nil }
    let expected = count.map { "a list of \($0) numbers" } ?? "a list of numbers"
    guard case .sequence(let items) = node.content, count == nil || items.count == count else {
      problem(key, "\(node.summary); \(expected) is expected, such as [0.9, 0.95]")
      return nil
    }
    return items
  }
}

extension SettingsNode {
  /// The value itself is what is wrong, so its own place is shown rather than its key's.
  fileprivate var numberPlace: SettingsPlace { place }
}

/// How numbers are written and described.
public enum NumberText {
  /// Every finite number.
  public static let all = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude

  static func integer(_ text: String) -> Int? {
    let digits = text.drop { $0 == "-" || $0 == "+" }
    guard text.count - digits.count <= 1, !digits.isEmpty, digits.utf8.allSatisfy(isDigit) else { return nil }
    return Int(text)
  }

  static func double(_ text: String) -> Double? {
    // Foundation's grammar also takes nan, inf, 0x1p3; letters other than the exponent's are refused here.
    let isPlain = text.utf8.allSatisfy { isDigit($0) || "+-.eE".utf8.contains($0) }
    guard isPlain, text.utf8.contains(where: isDigit), let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// The shortest text that reads back to the same number; whole numbers without a fraction.
  static func written(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }

  static func words(_ range: ClosedRange<Int>) -> String {
    if range.lowerBound == .min && range.upperBound == .max { return "" }
    if range.upperBound == .max { return " of at least \(range.lowerBound)" }
    if range.lowerBound == .min { return " of at most \(range.upperBound)" }
    return " from \(range.lowerBound) to \(range.upperBound)"
  }

  static func words(_ range: ClosedRange<Double>) -> String {
    let isOpenBelow = range.lowerBound == all.lowerBound || range.lowerBound == -.infinity
    let isOpenAbove = range.upperBound == all.upperBound || range.upperBound == .infinity
    switch (isOpenBelow, isOpenAbove) {
    case (true, true): return ""
    case (false, true): return " of at least \(written(range.lowerBound))"
    case (true, false): return " of at most \(written(range.upperBound))"
    case (false, false): return " from \(written(range.lowerBound)) to \(written(range.upperBound))"
    }
  }

  static func hint(_ node: SettingsNode, _ text: String) -> String {
    if case .text(_, isQuoted: true) = node.content, double(text) != nil { return "; write \(text) without quotes" }
    if text.contains(","), double(text.replacing(",", with: ".")) != nil { return "; the decimal mark is a point" }
    if let value = double(text), value == value.rounded(), abs(value) < 1e15 { return "; write \(Int(value))" }
    return ""
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
