import CYaml

/// What a settings document may hold at most, so that a hostile file costs no memory worth speaking of.
public struct SettingsLimits: Sendable {
  /// Length of the file.
  public var bytes = 16 << 20
  /// Lists and mappings inside each other.
  public var depth = 32
  /// Nodes after aliases are expanded (a "billion laughs" file stops here).
  public var nodes = 200_000

  /// The usual limits.
  public init() {}
}

/// Reads one YAML document through libyaml's events into nodes that know their line and column.
///
/// Refused: tags (`!!python/object`), several documents, keys that are no text, NUL characters, and documents above the
/// limits. Duplicate keys are collected in `problems`; the first one counts.
final class YamlParser {
  private let source: String
  private let bytes: [UInt8]
  private let limits: SettingsLimits
  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  private var anchors: [String: (node: SettingsNode, count: Int)] = [:]
  private var count = 0
  private(set) var problems: [SettingsProblem] = []

  init(source: String, bytes: [UInt8], limits: SettingsLimits = SettingsLimits()) {
    self.source = source
    self.bytes = bytes
    self.limits = limits
    parser.initialize(to: yaml_parser_t())
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// The root node, or nil for a document without content.
  /// - Throws: `SettingsError` with the place where the text stops being YAML or leaves the limits.
  func parse() throws -> SettingsNode? {
    guard yaml_parser_initialize(parser) == 1 else { throw error(at: nil, "no memory for the YAML parser") }
    return try bytes.withUnsafeBufferPointer { buffer in
      yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
      return try parseStream()
    }
  }

  private func parseStream() throws -> SettingsNode? {
    var root: SettingsNode?
    while true {
      var event = try next()
      defer { yaml_event_delete(&event) }
      switch event.type {
      case YAML_STREAM_END_EVENT: return root
      case YAML_STREAM_START_EVENT, YAML_DOCUMENT_START_EVENT, YAML_DOCUMENT_END_EVENT: continue
      default:
        guard root == nil else {
          throw error(at: event.start_mark, "found a second document; one is allowed; remove the line ---")
        }
        root = try node(from: &event, depth: 1, path: "")
      }
    }
  }

  private func node(from event: inout yaml_event_t, depth: Int, path: String) throws -> SettingsNode {
    let mark = event.start_mark
    guard depth <= limits.depth else { throw error(at: mark, "nested deeper than \(limits.depth) levels") }
    try grow(by: 1, at: mark)
    let before = count
    let found: (content: SettingsNode.Content, anchor: String?)
    switch event.type {
    case YAML_ALIAS_EVENT: return try aliased(event)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      try refuseTag(scalar.tag, at: mark)
      let isQuoted = scalar.style != YAML_PLAIN_SCALAR_STYLE
      found = (.text(try text(scalar.value, scalar.length, at: mark), isQuoted: isQuoted), name(scalar.anchor))
    case YAML_SEQUENCE_START_EVENT:
      try refuseTag(event.data.sequence_start.tag, at: mark)
      found = (.sequence(try items(depth, path)), name(event.data.sequence_start.anchor))
    case YAML_MAPPING_START_EVENT:
      try refuseTag(event.data.mapping_start.tag, at: mark)
      found = (.mapping(try entries(depth, path)), name(event.data.mapping_start.anchor))
    default: throw error(at: mark, "found an unexpected piece of YAML")
    }
    let result = SettingsNode(found.content, place: place(mark))
    if let anchor = found.anchor { anchors[anchor] = (result, count - before + 1) }
    return result
  }

  private func items(_ depth: Int, _ path: String) throws -> [SettingsNode] {
    var items: [SettingsNode] = []
    while true {
      var event = try next()
      defer { yaml_event_delete(&event) }
      if event.type == YAML_SEQUENCE_END_EVENT { return items }
      items.append(try node(from: &event, depth: depth + 1, path: "\(path)[\(items.count)]"))
    }
  }

  private func entries(_ depth: Int, _ path: String) throws -> [SettingsEntry] {
    var entries: [SettingsEntry] = []
    var firstPlaces: [String: SettingsPlace] = [:]
    while true {
      var event = try next()
      defer { yaml_event_delete(&event) }
      if event.type == YAML_MAPPING_END_EVENT { return entries }
      let (key, keyPlace) = try key(from: event)
      let keyPath = path.isEmpty ? key : "\(path).\(key)"
      var valueEvent = try next()
      defer { yaml_event_delete(&valueEvent) }
      let value = try node(from: &valueEvent, depth: depth + 1, path: keyPath)
      if let first = firstPlaces[key] {
        let message = "duplicate key; each key is allowed once; the first is at \(first); remove one of them"
        problems.append(SettingsProblem(place: keyPlace, path: keyPath, message: message))
        continue
      }
      firstPlaces[key] = keyPlace
      entries.append(SettingsEntry(key: key, place: keyPlace, value: value))
    }
  }

  private func key(from event: yaml_event_t) throws -> (String, SettingsPlace) {
    guard event.type == YAML_SCALAR_EVENT else {
      throw error(at: event.start_mark, "found a key that is a list, a mapping or an alias; a key must be a text")
    }
    try grow(by: 1, at: event.start_mark)
    let scalar = event.data.scalar
    try refuseTag(scalar.tag, at: event.start_mark)
    return (try text(scalar.value, scalar.length, at: event.start_mark), place(event.start_mark))
  }

  private func aliased(_ event: yaml_event_t) throws -> SettingsNode {
    let anchor = name(event.data.alias.anchor) ?? ""
    guard let target = anchors[anchor] else {
      throw error(at: event.start_mark, "*\(anchor) names no finished anchor; write &\(anchor) before it")
    }
    try grow(by: target.count, at: event.start_mark)
    return SettingsNode(target.node.content, place: place(event.start_mark))
  }

  private func next() throws -> yaml_event_t {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxError() }
    return event
  }

  private func grow(by nodes: Int, at mark: yaml_mark_t) throws {
    count += nodes
    guard count <= limits.nodes else { throw error(at: mark, "more than \(limits.nodes) values (aliases expanded)") }
  }

  private func text(_ value: UnsafeMutablePointer<yaml_char_t>?, _ length: Int, at mark: yaml_mark_t) throws -> String {
    let bytes = UnsafeBufferPointer(start: value, count: length)
    guard !bytes.contains(0) else { throw error(at: mark, "found a NUL character in a text; remove it") }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func refuseTag(_ tag: UnsafeMutablePointer<yaml_char_t>?, at mark: yaml_mark_t) throws {
    guard let tag = name(tag) else { return }
    throw error(at: mark, "found the tag \(tag); tags are not allowed; write the value alone")
  }

  private func name(_ value: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    value.map { String(cString: UnsafePointer($0)) }
  }
}

/// Errors with their place.
extension YamlParser {
  private func place(_ mark: yaml_mark_t) -> SettingsPlace {
    SettingsPlace(source: source, line: mark.line + 1, column: mark.column + 1)
  }

  private func error(at mark: yaml_mark_t?, _ message: String) -> SettingsError {
    let place = mark.map(place) ?? SettingsPlace(source: source)
    return SettingsError([SettingsProblem(place: place, path: "", message: message)])
  }

  private func syntaxError() -> SettingsError {
    let state = parser.pointee
    let reason = state.problem.map { String(cString: $0) } ?? "unreadable"
    if state.error == YAML_READER_ERROR {
      let line = bytes.prefix(state.problem_offset).count { $0 == UInt8(ascii: "\n") } + 1
      let place = SettingsPlace(source: source, line: line)
      return SettingsError([SettingsProblem(place: place, path: "", message: "\(reason); save the file as UTF-8")])
    }
    let hint = isTab(state.problem_mark) ? "; indent with spaces, not with tabs" : ""
    let context = state.context.map { " (" + String(cString: $0) + " from line \(state.context_mark.line + 1))" } ?? ""
    return error(at: state.problem_mark, "not YAML: \(reason)\(context)\(hint)")
  }

  private func isTab(_ mark: yaml_mark_t) -> Bool {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return mark.line < lines.count && lines[mark.line].prefix(mark.column + 1).contains(UInt8(ascii: "\t"))
  }
}
