import Foundation
import Settings
import Testing

@testable import Datasets

/// `Docs/task-description.md` against what the reader of descriptions knows.
@Suite struct DescriptionPageTests {
  @Test func everyKeyHasOneLineAndEveryLineAKey() throws {
    let top = ReaderKeys.keys(in: "")
    #expect(Set(top).isSuperset(of: ["name", "label_type", "splits", "quantiles"]))
    let slices = ReaderKeys.keys(in: "slice").map { "slice.\($0)" }
    let patches = ReaderKeys.keys(in: "patch").map { "patch.\($0)" }
    let known = Set(top + slices + patches)
    let listed = try DescriptionPage.rows("Keys").flatMap(\.keys)
    #expect(known.subtracting(listed).sorted() == [], "keys without a line")
    #expect(Set(listed).subtracting(known).sorted() == [], "lines without a key")
    #expect(listed.count == Set(listed).count, "a key has two lines")
  }

  /// Keys of mappings that share their key's line.
  @Test(arguments: ["splits", "coco"]) func keysInsideALineAreNamed(key: String) throws {
    let row = try #require(try DescriptionPage.rows("Keys").first { $0.keys == [key] })
    let inside = ReaderKeys.keys(in: key)
    #expect(inside.count >= 3)
    for name in inside { #expect(DescriptionPage.words(row.type).contains(name), "\(key): \(name)") }
  }

  /// A text where a number or a choice belongs makes the reader say what is allowed.
  @Test func rangesAndChoicesAreThoseOfTheReader() throws {
    var checked = 0
    for row in try DescriptionPage.rows("Keys") {
      // Of numbers without a bound on the page only absurd ones are refused.
      guard let key = row.keys.first, row.type.contains("to ") || !row.type.contains("number") else { continue }
      for allowed in ReaderKeys.allowed(key) {
        let isThere = DescriptionPage.words(row.type).contains { DescriptionPage.isSame($0, allowed) }
        #expect(isThere, "\(key): \(allowed) is allowed")
        checked += 1
      }
    }
    #expect(checked > 20)
  }

  @Test func defaultsAreThoseOfADescriptionThatSaysNothing() throws {
    let lines = "schema_version: 1\nname: a\nmodality: xray\nlabel_type: classification\nclasses: [a, b]\ntable: t.csv"
    let plain = try describe(lines, folder: "/")
    let slice = TaskDescription.SliceRule()
    let defaults = [
      "uncertain": plain.uncertain.rawValue, "validation": "\(plain.validation)", "page": "\(plain.page)",
      "irregular_geometry": "\(plain.acceptsIrregularGeometry)", "outline_origin": plain.outlineOrigin.rawValue,
      "slice.axis": slice.axis.rawValue, "slice.neighbours": "\(slice.neighbours)",
      "patch.tissue": "\(TaskDescription.PatchRule.standardTissue)",
    ]
    let rows = try DescriptionPage.rows("Keys")
    for (key, value) in defaults {
      let row = try #require(rows.first { $0.keys == [key] }, "\(key)")
      let isThere = DescriptionPage.words(row.standard).contains { DescriptionPage.isSame($0, value) }
      #expect(isThere, "\(key): the default is \(value), not \(row.standard)")
    }
    let limits = try #require(rows.first { $0.keys == ["pixel_limit", "voxel_limit"] })
    #expect(limits.standard == "200 million, 512 million")
  }

  @Test func everyColumnHasALine() throws {
    let listed = try Set(DescriptionPage.rows("Table").flatMap(\.keys))
    let known = Set(["classification", "segmentation"].flatMap(ReaderKeys.columns))
    #expect(known.count > 8 && listed == known)
  }
}

/// The tables of the page.
private enum DescriptionPage {
  struct Row {
    /// One, or two that share a line.
    let keys: [String]
    let type: String
    /// What stands there where the key is left out.
    let standard: String
  }

  static func rows(_ section: String) throws -> [Row] {
    let root = URL(fileURLWithPath: #filePath).appending(path: "../../../..").standardizedFileURL
    let text = try String(contentsOf: root.appending(path: "Docs/task-description.md"), encoding: .utf8)
    let table = text.components(separatedBy: "\n## ").first { $0.hasPrefix(section + "\n") } ?? ""
    return table.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      return Row(keys: words(cells[0]), type: cells[1], standard: cells[2])
    }
  }

  static func words(_ cell: String) -> [String] {
    cell.split { " ,;:`[]{}".contains($0) }.map(String.init)
  }

  static func isSame(_ first: String, _ second: String) -> Bool {
    guard let a = Double(first), let b = Double(second) else { return first == second }
    return a == b
  }
}

/// What the reader says it knows, told by its errors.
private enum ReaderKeys {
  /// A key that no description has, and a text that is no number and no choice.
  private static let strange = "no_such_key"

  private static func problems(_ text: String) -> [SettingsProblem] {
    do {
      _ = try describe(text, folder: "/data")
      return []
    } catch {
      return (error as? SettingsError)?.problems ?? []
    }
  }

  /// The keys that may stand in a mapping.
  static func keys(in path: String) -> [String] {
    let key = path.isEmpty ? strange : "\(path).\(strange)"
    let text = path.isEmpty ? "{\(strange): 1}" : "{\(path): {\(strange): 1}}"
    return listed(problems(text), at: key, after: "Allowed: ")
  }

  /// Our columns of a task that reads a table.
  static func columns(_ labelType: String) -> [String] {
    let text = "{label_type: \(labelType), table: t.csv, classes: [a, b], columns: {\(strange): 1}}"
    return listed(problems(text), at: "columns.\(strange)", after: "allowed: ").map { $0.replacing("\"", with: "") }
  }

  private static func listed(_ problems: [SettingsProblem], at key: String, after word: String) -> [String] {
    guard let problem = problems.first(where: { $0.path == key }), let start = problem.message.firstRange(of: word)
    else { return [] }
    return problem.message[start.upperBound...].split(separator: ", ").map(String.init)
  }

  /// Bounds of a number, or the names of a choice; nothing for texts and files.
  static func allowed(_ path: String) -> [String] {
    let text = path.split(separator: ".").reversed().reduce(strange) { "{\($1): \($0)}" }
    return problems(text).filter { $0.path == path }.flatMap { problem -> [String] in
      if let range = problem.message.firstMatch(of: /from (\S+) to (\S+)/) {
        return [String(range.output.1), String(range.output.2)]
      }
      guard let choice = problem.message.firstMatch(of: /one of (.+) is expected/) else { return [] }
      return choice.output.1.split(separator: ", ").map(String.init)
    }
  }
}
