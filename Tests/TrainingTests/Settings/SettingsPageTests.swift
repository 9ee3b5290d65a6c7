import Foundation
import Settings
import Testing

@testable import Training

/// `Docs/run-settings.md` against what the settings' reader knows.
@Suite struct SettingsPageTests {
  @Test func everyKeyHasOneLineAndEveryLineAKey() throws {
    let known = KnownKeys.all()
    let listed = try SettingsPage.rows().map(\.key)
    #expect(known.values.isSuperset(of: ["name", "tasks[].size", "optimizer.betas", "evaluation.at_end"]))
    #expect(known.values.subtracting(listed).sorted() == [], "keys without a line")
    #expect(Set(listed).subtracting(known.values).subtracting(known.lists).sorted() == [], "lines without a key")
    #expect(listed.count == Set(listed).count, "a key has two lines")
  }

  @Test func defaultsAreThoseOfARunThatSaysNothing() throws {
    let run = try KnownKeys.settings("{name: x, tasks: [{task: a.yaml}], training: {steps: 1}}")
    let nothing = try SettingsDocument(text: "", name: "nothing")
    let values = try SettingsDocument(text: run.resolved, name: "resolved").changes(from: nothing)
    let rows = try SettingsPage.rows()
    #expect(values.count > 20)
    for value in values {
      // `tasks[0].size` is a key of every task, `optimizer.betas[0]` an item.
      var key = value.path.replacing(/\[\d+\]/, with: "[]")
      if key.hasSuffix("[]") { key.removeLast(2) }
      guard let row = rows.first(where: { $0.key == key }), row.standard != "required" else { continue }
      let words = SettingsPage.words(row.standard)
      #expect(words.contains(value.after ?? ""), "\(key): the default is \(value.after ?? ""), not \(row.standard)")
    }
  }

  /// A text where a number or a choice belongs makes the reader say what is allowed.
  @Test func rangesAndChoicesAreThoseOfTheReader() throws {
    var checked = 0
    for row in try SettingsPage.rows() {
      for allowed in KnownKeys.allowed(row.key) {
        #expect(SettingsPage.words(row.type).contains { Self.isSame($0, allowed) }, "\(row.key): \(allowed) is allowed")
        checked += 1
      }
    }
    #expect(checked > 40)
  }

  private static func isSame(_ first: String, _ second: String) -> Bool {
    guard let a = Double(first), let b = Double(second) else { return first == second }
    return a == b
  }
}

/// The table of keys on the page.
private enum SettingsPage {
  struct Row {
    let key: String
    let type: String
    /// What stands there where the key is left out.
    let standard: String
  }

  static func rows() throws -> [Row] {
    let root = URL(fileURLWithPath: #filePath).appending(path: "../../../..").standardizedFileURL
    let text = try String(contentsOf: root.appending(path: "Docs/run-settings.md"), encoding: .utf8)
    let table = text.split(separator: "\n## ").first { $0.hasPrefix("Keys") } ?? ""
    return table.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      return Row(key: cells[0].replacing("`", with: ""), type: cells[1], standard: cells[2])
    }
  }

  static func words(_ cell: String) -> [String] {
    cell.split { " ,;:`[]".contains($0) }.map(String.init)
  }
}

/// What the reader says it knows, told by its errors.
private enum KnownKeys {
  /// A key that no settings have, and a text that is no number and no choice.
  private static let strange = "no_such_key"

  static func settings(_ text: String) throws -> RunSettings {
    try RunSettings(SettingsDocument(text: text, name: "t.yaml", folder: "/data"), environment: [:])
  }

  private static func problems(_ text: String) -> [SettingsProblem] {
    do {
      _ = try settings(text)
      return []
    } catch {
      return (error as? SettingsError)?.problems ?? []
    }
  }

  /// Keys with a value, such as `tasks[].size`, and those that hold a list of mappings, such as `tasks`.
  static func all() -> (values: Set<String>, lists: Set<String>) {
    var (values, lists): (Set<String>, Set<String>) = ([], [])
    var open = [""]
    while let mapping = open.popLast() {
      for key in keys(in: mapping) {
        let path = mapping.isEmpty ? key : "\(mapping).\(key)"
        if !keys(in: path).isEmpty {
          open.append(path)
        } else if !keys(in: path + "[]").isEmpty {
          lists.insert(path)
          open.append(path + "[]")
        } else {
          values.insert(path)
        }
      }
    }
    return (values, lists)
  }

  /// The keys that may stand in a mapping; none where `path` holds no mapping.
  private static func keys(in path: String) -> [String] {
    let place = path.replacing("[]", with: "[0]")
    let key = place.isEmpty ? strange : "\(place).\(strange)"
    guard let problem = problems(document(path, "{\(strange): 1}")).first(where: { $0.path == key }),
      let list = problem.message.firstRange(of: "Allowed: ")
    else { return [] }
    return problem.message[list.upperBound...].split(separator: ", ").map(String.init)
  }

  /// Bounds of a number, or the names of a choice; nothing for texts and files.
  static func allowed(_ path: String) -> [String] {
    let key = path.replacing("[]", with: "[0]")
    let messages = problems(document(path, strange)).filter { $0.path == key }.map(\.message)
    return messages.flatMap { message -> [String] in
      if let range = message.firstMatch(of: /from (\S+) to (\S+)/) {
        return [String(range.output.1), String(range.output.2)]
      }
      if let least = message.firstMatch(of: /of at least (\S+)/) { return [String(least.output.1)] }
      guard let choice = message.firstMatch(of: /one of (.+) is expected/) else { return [] }
      return choice.output.1.split(separator: ", ").map(String.init)
    }
  }

  /// Settings that hold nothing but `content` at a path.
  private static func document(_ path: String, _ content: String) -> String {
    path.split(separator: ".").reversed().reduce(content) { inner, key in
      key.hasSuffix("[]") ? "{\(key.dropLast(2)): [\(inner)]}" : "{\(key): \(inner)}"
    }
  }
}
