/// One key whose value differs between two documents.
public struct SettingsChange: Sendable, Equatable, CustomStringConvertible {
  /// Such as `tasks[0].batch`.
  public let path: String
  /// nil if the key is absent.
  public let before: String?
  /// nil if the key is absent.
  public let after: String?

  /// `path: was before, is after`.
  public var description: String { "\(path): was \(before ?? "absent"), is \(after ?? "absent")" }
}

/// Comparison, for `--resume`.
extension SettingsDocument {
  /// Keys whose texts differ from an earlier document's, sorted by path; quotes and order of keys do not count.
  public func changes(from earlier: SettingsDocument) -> [SettingsChange] {
    let before = earlier.texts
    let after = texts
    let paths = Set(before.keys).union(after.keys).sorted()
    return paths.compactMap { path in
      guard before[path] != after[path] else { return nil }
      return SettingsChange(path: path, before: before[path], after: after[path])
    }
  }

  /// Every single value by its path.
  private var texts: [String: String] {
    var texts: [String: String] = [:]
    Self.collect(root, path: "", into: &texts)
    return texts
  }

  private static func collect(_ node: SettingsNode, path: String, into texts: inout [String: String]) {
    switch node.content {
    case .text(let text, _): texts[path] = text
    case .sequence(let items):
      for (index, item) in items.enumerated() { collect(item, path: "\(path)[\(index)]", into: &texts) }
    case .mapping(let entries):
      for entry in entries {
        collect(entry.value, path: path.isEmpty ? entry.key : "\(path).\(entry.key)", into: &texts)
      }
    }
  }
}
