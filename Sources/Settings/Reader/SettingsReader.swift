/// Reads one mapping of a settings document: strict, typed, ranged.
///
/// Every method that meets something wrong records a problem and returns a fallback, so that a user sees all problems
/// of a file at once; `finish()` throws them. A method without a default makes its key required. The schema (the method
/// that is called) decides the type: `1e-4` is a number where a number is asked for and a text where a text is. `null`,
/// `~` and an empty value mean "not given". Keys that nobody asked for are unknown and therefore errors.
public final class SettingsReader {
  /// Path of this mapping: `tasks[0]`; empty for the root.
  public let path: String
  /// Where this mapping was written.
  public let place: SettingsPlace
  let session: Session
  private let written: [SettingsEntry]
  private var known: [String] = []
  private var children: [SettingsReader] = []
  private var read: [ResolvedEntry] = []
  private var isFreeForm = false

  /// What all readers of one document share.
  final class Session {
    let document: SettingsDocument
    let environment: [String: String]
    var problems: [SettingsProblem]

    init(document: SettingsDocument, environment: [String: String]) {
      self.document = document
      self.environment = environment
      problems = document.problems
    }
  }

  /// A value as it was understood, defaults included.
  private enum Resolved {
    case node(SettingsNode)
    case mapping(SettingsReader)
    case list([SettingsReader])
  }

  private typealias ResolvedEntry = (key: String, value: Resolved)

  init(document: SettingsDocument, environment: [String: String]) {
    session = Session(document: document, environment: environment)
    path = ""
    place = document.root.place
    if case .mapping(let entries) = document.root.content { written = entries } else { written = [] }
  }

  private init(session: Session, path: String, node: SettingsNode) {
    self.session = session
    self.path = path
    place = node.place
    if case .mapping(let entries) = node.content { written = entries } else { written = [] }
  }
}

/// Structure: mappings and lists of mappings.
extension SettingsReader {
  /// Kind of a value, for keys that allow several.
  public enum Kind: Sendable { case absent, text, list, mapping }

  /// How a key was written; asking makes it a known key.
  public func kind(of key: String) -> Kind {
    guard let node = node(key) else { return .absent }
    switch node.content {
    case .text: return .text
    case .sequence: return .list
    case .mapping: return .mapping
    }
  }

  /// True if the key has a value.
  public func has(_ key: String) -> Bool { node(key) != nil }

  /// A nested mapping; one that is absent reads as empty, so that its defaults apply.
  public func mapping(_ key: String) -> SettingsReader {
    if let written = optionalMapping(key) { return written }
    let empty = SettingsNode(.mapping([]), place: place)
    return has(key) ? unheard(key, empty) : child(key, empty)
  }

  /// Reads in place of something that is no mapping: that is told, and what it lacks thereby is not.
  private func unheard(_ key: String, _ node: SettingsNode) -> SettingsReader {
    let aside = Session(document: session.document, environment: session.environment)
    return SettingsReader(session: aside, path: keyPath(key), node: node)
  }

  /// A nested mapping, or nil if the key is absent.
  public func optionalMapping(_ key: String) -> SettingsReader? {
    guard let node = node(key) else { return nil }
    guard case .mapping = node.content else {
      problem(key, "\(node.summary); a mapping of keys to values is expected")
      return nil
    }
    return child(key, node)
  }

  /// The mappings of a list; empty if the key is absent.
  public func list(_ key: String) -> [SettingsReader] {
    guard let node = node(key) else { return [] }
    guard case .sequence(let items) = node.content else {
      problem(key, "\(node.summary); a list of mappings is expected, each begun with \"- \"")
      return []
    }
    for case (key, .list(let readers)) in read { return readers }
    var readers: [SettingsReader] = []
    for (index, item) in items.enumerated() {
      let reader = SettingsReader(session: session, path: "\(keyPath(key))[\(index)]", node: item)
      if case .mapping = item.content {
        readers.append(reader)
      } else {
        reader.problem("\(item.summary); a mapping of keys to values is expected")
      }
    }
    children += readers
    read.append((key, .list(readers)))
    return readers
  }

  /// All keys of this mapping with their texts, in file order; for maps whose keys the user chooses.
  public func entries() -> [(key: String, text: String)] {
    isFreeForm = true
    return written.compactMap { entry in
      guard let text = text(of: entry.value, key: entry.key) else { return nil }
      record(entry.key, .text(text, isQuoted: true))
      return (entry.key, text)
    }
  }

  /// Keys as written, in file order; it makes none of them known.
  public var keys: [String] { written.map(\.key) }

  /// The same reader for the same key, so that several types may read their parts of one mapping.
  private func child(_ key: String, _ node: SettingsNode) -> SettingsReader {
    for case (key, .mapping(let reader)) in read { return reader }
    let reader = SettingsReader(session: session, path: keyPath(key), node: node)
    children.append(reader)
    read.append((key, .mapping(reader)))
    return reader
  }
}

/// Access for the typed methods.
extension SettingsReader {
  /// The value of a key, nil if it is absent or null; the key becomes known.
  func node(_ key: String) -> SettingsNode? {
    if !known.contains(key) { known.append(key) }
    guard let entry = written.first(where: { $0.key == key }), !entry.value.isNull else { return nil }
    return entry.value
  }

  /// Notes how a value was understood, for `resolvedText`.
  func record(_ key: String, _ content: SettingsNode.Content) {
    read.removeAll { $0.key == key }
    read.append((key, .node(SettingsNode(content, place: place))))
  }

  /// A text with `${NAME}` replaced; nil (and a problem) if the node is no text or a variable is unset.
  func text(of node: SettingsNode, key: String) -> String? {
    guard case .text(let text, _) = node.content else {
      problem(key, "\(node.summary); a single value is expected")
      return nil
    }
    do throws(UnsetVariable) {
      return try EnvironmentText.replaced(text, session.environment)
    } catch {
      problem(key, "\(text): \(error.description)", at: node.place)
      return nil
    }
  }

  func keyPath(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}

/// Problems.
extension SettingsReader {
  /// Adds a problem at a key: what was found; what is allowed; what to do.
  public func problem(_ key: String, _ message: String) { problem(key, message, at: nil) }

  /// Adds a problem of this mapping as a whole.
  public func problem(_ message: String) {
    session.problems.append(SettingsProblem(place: place, path: path, message: message))
  }

  /// Where a key was written; the mapping's own place if it is absent.
  public func place(of key: String) -> SettingsPlace {
    guard let entry = written.first(where: { $0.key == key }) else { return place }
    return entry.value.place.isCommandLine ? .commandLine : entry.place
  }

  func problem(_ key: String, _ message: String, at position: SettingsPlace?) {
    let place = position ?? place(of: key)
    session.problems.append(SettingsProblem(place: place, path: keyPath(key), message: message))
  }

  func missing(_ key: String, _ expected: String) {
    guard !keys.contains(key) else { return problem(key, "has no value; \(expected) is required") }
    let near = NearestName.of(key, in: keys.filter { !known.contains($0) })
    let hint = near.map { "; is \($0) a misspelling of it?" } ?? "; add \(key): ..."
    problem(key, "missing; \(expected) is required\(hint)")
  }

  /// Throws all problems of the document (unknown keys of this reader and those below it included), in file order.
  /// - Throws: `SettingsError`.
  public func finish() throws {
    let places = knownPaths()
    addUnknownKeys(places)
    guard !session.problems.isEmpty else { return }
    throw SettingsError(session.problems.sorted { SettingsPlace.isBefore($0.place, $1.place) })
  }

  private func knownPaths() -> [String: String] {
    var paths = Dictionary(known.map { ($0, keyPath($0)) }, uniquingKeysWith: { first, _ in first })
    for child in children { paths.merge(child.knownPaths()) { first, _ in first } }
    return paths
  }

  private func addUnknownKeys(_ elsewhere: [String: String]) {
    for child in children { child.addUnknownKeys(elsewhere) }
    guard !isFreeForm else { return }
    for entry in written where !known.contains(entry.key) {
      let near = NearestName.of(entry.key, in: known) ?? elsewhere[entry.key]
      let hint = near.map { "; did you mean \($0)?" } ?? "."
      let allowed = known.isEmpty ? "no key is allowed here" : "Allowed: " + known.sorted().joined(separator: ", ")
      problem(entry.key, "unknown key\(hint) \(allowed)")
    }
  }
}

/// The settings as they were understood.
extension SettingsReader {
  /// All values that were read from here downwards, defaults included, `${NAME}` replaced and paths absolute.
  public var resolved: SettingsNode {
    let entries = read.map { entry -> SettingsEntry in
      let value: SettingsNode
      switch entry.value {
      case .node(let node): value = node
      case .mapping(let reader): value = reader.resolved
      case .list(let readers): value = SettingsNode(.sequence(readers.map(\.resolved)), place: place)
      }
      return SettingsEntry(key: entry.key, place: place, value: value)
    }
    return SettingsNode(.mapping(entries), place: place)
  }

  /// `resolved` as YAML that reads back to the same settings; the text of `config.resolved.yaml`.
  public var resolvedText: String { YamlWriter.text(of: resolved) }
}
