/// `key.path=value` from the command line.
extension SettingsDocument {
  /// Sets values as if the file had held them; later ones win. List items are named by index: `tasks.0.batch=4`.
  ///
  /// A value that begins with `[`, `{` or a quote is read as YAML; every other value is taken as it stands. An override
  /// that fits nowhere is recorded and reported by `SettingsReader.finish()` with all other problems.
  public mutating func apply(overrides: [String]) {
    for override in overrides {
      do {
        try apply(override)
      } catch let failure as OverrideError {
        problems.append(SettingsProblem(place: .commandLine, path: failure.path, message: failure.message))
      } catch {
        let reason = (error as? SettingsError)?.problems.first?.message ?? "\(error)"
        problems.append(SettingsProblem(place: .commandLine, path: override, message: reason))
      }
    }
  }

  private mutating func apply(_ override: String) throws {
    guard let sign = override.firstIndex(of: "="), sign != override.startIndex else {
      throw OverrideError(path: override, message: "no value; an override is written key.path=value")
    }
    let path = String(override[..<sign])
    let dotted = path.replacing("[", with: ".").replacing("]", with: "")
    let keys = dotted.split(separator: ".", omittingEmptySubsequences: false)
    guard keys.allSatisfy({ !$0.isEmpty }) else {
      throw OverrideError(path: path, message: "an empty key; write the path as key.path=value")
    }
    let value = try Self.value(String(override[override.index(after: sign)...]))
    root = try Self.replacing(keys.map(String.init)[...], in: root, with: value, path: path)
  }

  private static func value(_ text: String) throws -> SettingsNode {
    guard let first = text.first, "[{\"'".contains(first) else {
      return SettingsNode(.text(text, isQuoted: false), place: .commandLine)
    }
    let parser = YamlParser(source: SettingsPlace.commandLine.source, bytes: Array(text.utf8))
    let parsed = try parser.parse() ?? SettingsNode(.text("", isQuoted: false), place: .commandLine)
    return moved(parsed)
  }

  /// Lines and columns inside an argument would mislead.
  private static func moved(_ node: SettingsNode) -> SettingsNode {
    switch node.content {
    case .text: return SettingsNode(node.content, place: .commandLine)
    case .sequence(let items): return SettingsNode(.sequence(items.map(moved)), place: .commandLine)
    case .mapping(let entries):
      let here = entries.map { SettingsEntry(key: $0.key, place: .commandLine, value: moved($0.value)) }
      return SettingsNode(.mapping(here), place: .commandLine)
    }
  }

  private static func replacing(
    _ keys: ArraySlice<String>, in node: SettingsNode, with value: SettingsNode, path: String
  ) throws -> SettingsNode {
    guard let key = keys.first else { return value }
    let rest = keys.dropFirst()
    switch node.content {
    case .mapping(var entries):
      let index = entries.firstIndex { $0.key == key } ?? entries.endIndex
      let isNew = index == entries.endIndex
      if isNew { entries.append(SettingsEntry(key: key, place: .commandLine, value: emptyMapping)) }
      let replaced = try replacing(rest, in: entries[index].value, with: value, path: path)
      entries[index] = SettingsEntry(key: key, place: isNew ? .commandLine : entries[index].place, value: replaced)
      return SettingsNode(.mapping(entries), place: node.place)
    case .sequence(var items):
      guard let index = Int(key), items.indices.contains(index) else {
        throw OverrideError(path: path, message: "\(key) is no item of a list of \(items.count); items count from 0")
      }
      items[index] = try replacing(rest, in: items[index], with: value, path: path)
      return SettingsNode(.sequence(items), place: node.place)
    case .text:
      guard node.isNull else {
        throw OverrideError(path: path, message: "the file holds a single value before .\(key), no keys can follow it")
      }
      return try replacing(keys, in: emptyMapping, with: value, path: path)
    }
  }

  private static let emptyMapping = SettingsNode(.mapping([]), place: .commandLine)
}

private struct OverrideError: Error {
  let path: String
  let message: String
}
