/// Texts, choices, truth values and paths.
extension SettingsReader {
  /// A text; `007` stays `007`.
  public func string(_ key: String, default fallback: String? = nil) -> String {
    guard node(key) != nil else {
      if let fallback { record(key, .text(fallback, isQuoted: true)) } else { missing(key, "a text") }
      return fallback ?? ""
    }
    return optionalString(key) ?? fallback ?? ""
  }

  /// A text, or nil if the key is absent.
  public func optionalString(_ key: String) -> String? {
    guard let node = node(key), let text = text(of: node, key: key) else { return nil }
    record(key, .text(text, isQuoted: true))
    return text
  }

  /// A list of texts.
  public func strings(_ key: String, default fallback: [String]? = nil) -> [String] {
    guard node(key) != nil else {
      if let fallback { recordList(key, fallback, isQuoted: true) } else { missing(key, "a list of texts") }
      return fallback ?? []
    }
    return optionalStrings(key) ?? fallback ?? []
  }

  /// A list of texts, or nil if the key is absent. Items may be any text, also `null`, `no` or `1`, but not empty.
  public func optionalStrings(_ key: String) -> [String]? {
    guard let node = node(key) else { return nil }
    guard case .sequence(let items) = node.content else {
      problem(key, "\(node.summary); a list is expected, such as [a, b]")
      return nil
    }
    let texts = items.compactMap { item -> String? in
      let text = text(of: item, key: key)
      if text?.isEmpty == true { problem(key, "found an empty item; remove it or write its text", at: item.place) }
      return text
    }
    recordList(key, texts, isQuoted: true)
    return texts
  }

  /// `true` or `false`, unquoted; `yes`, `on` and `1` are errors.
  public func bool(_ key: String, default fallback: Bool? = nil) -> Bool {
    guard let node = node(key) else {
      if let fallback { record(key, .text("\(fallback)", isQuoted: false)) } else { missing(key, "true or false") }
      return fallback ?? false
    }
    guard let text = text(of: node, key: key) else { return fallback ?? false }
    guard case .text(_, isQuoted: false) = node.content, let value = Bool(text) else {
      problem(key, "\(node.summary); true or false is expected, without quotes")
      return fallback ?? false
    }
    record(key, .text(text, isQuoted: false))
    return value
  }

  /// One of an enumeration's raw values.
  public func choice<T: RawRepresentable & CaseIterable>(
    _ key: String, _ type: T.Type, default fallback: T? = nil
  ) -> T where T.RawValue == String {
    let names = T.allCases.map(\.rawValue)
    if node(key) == nil {
      if let fallback {
        record(key, .text(fallback.rawValue, isQuoted: true))
      } else {
        missing(key, "one of \(names.joined(separator: ", "))")
      }
    }
    let found = optionalChoice(key, type) ?? fallback ?? T.allCases.first
    guard let found else { preconditionFailure("a choice needs at least one case") }
    return found
  }

  /// One of an enumeration's raw values, or nil if the key is absent.
  public func optionalChoice<T: RawRepresentable & CaseIterable>(_ key: String, _ type: T.Type) -> T?
  where T.RawValue == String {
    guard let node = node(key), let text = text(of: node, key: key) else { return nil }
    guard let value = T(rawValue: text) else {
      let names = T.allCases.map(\.rawValue)
      let hint = NearestName.of(text, in: names).map { "; did you mean \($0)?" } ?? ""
      problem(key, "\(node.summary); one of \(names.joined(separator: ", ")) is expected\(hint)")
      return nil
    }
    record(key, .text(text, isQuoted: true))
    return value
  }

  /// An absolute path: relative ones start at the folder of the file that names them, those of the command line at the
  /// current folder. The file need not exist.
  public func path(_ key: String, default fallback: String? = nil) -> String {
    guard node(key) != nil else {
      guard let fallback else {
        missing(key, "a path")
        return ""
      }
      let path = SettingsPath.absolute(fallback, from: session.document.folder)
      record(key, .text(path, isQuoted: true))
      return path
    }
    return optionalPath(key) ?? ""
  }

  /// An absolute path, or nil if the key is absent.
  public func optionalPath(_ key: String) -> String? {
    guard let node = node(key), let text = text(of: node, key: key) else { return nil }
    guard !text.isEmpty else {
      problem(key, "found an empty text; a path is expected")
      return nil
    }
    let path = SettingsPath.absolute(text, from: folder(of: node))
    record(key, .text(path, isQuoted: true))
    return path
  }

  /// The folder that relative paths of this document start from.
  public var folder: String { session.document.folder }

  func recordList(_ key: String, _ texts: [String], isQuoted: Bool) {
    record(key, .sequence(texts.map { SettingsNode(.text($0, isQuoted: isQuoted), place: place) }))
  }

  private func folder(of node: SettingsNode) -> String {
    node.place.isCommandLine ? SettingsPath.currentFolder : folder
  }
}
