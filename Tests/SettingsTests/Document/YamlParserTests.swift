import Foundation
import Testing

@testable import Settings

@Suite struct YamlParserTests {
  @Test func everyNodeKnowsItsPlace() throws {
    let document = try SettingsDocument(text: "a: 1\nb:\n  - c: [x, 'y']\n", name: "t.yaml")
    guard case .mapping(let entries) = document.root.content, case .sequence(let items) = entries[1].value.content,
      case .mapping(let inner) = items[0].content, case .sequence(let texts) = inner[0].value.content
    else { return #expect(Bool(false), "not the expected structure") }
    #expect(entries[0].value.place == SettingsPlace(source: "t.yaml", line: 1, column: 4))
    #expect(inner[0].place == SettingsPlace(source: "t.yaml", line: 3, column: 5))
    #expect(texts[1].place == SettingsPlace(source: "t.yaml", line: 3, column: 12))
    #expect(texts.map(\.summary) == ["found x", "found the text \"y\""])
  }

  @Test func aByteOrderMarkAndWindowsLineEndsAreTolerated() throws {
    let reader = try makeReader("\u{FEFF}name: \u{E9}t\u{E9}\r\nsteps: 3\r\n")
    #expect(reader.string("name") == "\u{E9}t\u{E9}")
    #expect(reader.integer("steps") == 3)
    try reader.finish()
  }

  @Test func duplicatesAreNamedWithBothPlaces() {
    let found = problems("a:\n  b: 1\n  c: 2\n  b: 3\n") { reader in
      let a = reader.mapping("a")
      _ = (a.integer("b"), a.integer("c"))
    }
    #expect(
      found == [
        "t.yaml:4:3: a.b: duplicate key; each key is allowed once; the first is at t.yaml:2:3; remove one of them"
      ])
  }

  @Test(arguments: [
    ("a: [1, 2", "t.yaml:2:1: not YAML: did not find expected ',' or ']' (while parsing a flow sequence from line 1)"),
    ("a: b: c", "t.yaml:1:5: not YAML: mapping values are not allowed in this context"),
    (
      "a:\n\tb: 1\n",
      "t.yaml:2:1: not YAML: found character that cannot start any token (while scanning for the next token"
    ),
    ("a: *x\n", "t.yaml:1:4: *x names no finished anchor"),
    ("a: &x [*x]\n", "t.yaml:1:8: *x names no finished anchor"),
    ("a: !!python/object:os.system x\n", "t.yaml:1:4: found the tag tag:yaml.org,2002:python/object:os.system"),
    ("a: 1\n---\nb: 2\n", "t.yaml:3:1: found a second document"),
    ("[a, b]: 1\n", "t.yaml:1:1: found a key that is a list"),
    ("a: \"x\\0y\"\n", "t.yaml:1:4: found a NUL character"),
    ("- a\n- b\n", "t.yaml:1:1: found a list of 2; a mapping of keys to values is expected"),
    ("just text", "t.yaml:1:1: found just text; a mapping"),
  ]) func brokenDocumentsAreRefusedWithTheirPlace(text: String, message: String) {
    let found = problems(text) { _ in }
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix(message) == true, "\(found)")
  }

  @Test func tabsGetTheirHint() {
    #expect(problems("a:\n\tb: 1\n") { _ in }.first?.hasSuffix("indent with spaces, not with tabs") == true)
  }

  @Test func emptyDocumentsAreEmptyMappings() {
    for text in ["", "\n# only a comment\n", "---\n", "null\n"] {
      let found = problems(text) { #expect($0.integer("a", default: 2) == 2) }
      #expect(found == [])
    }
  }

  @Test func invalidBytesAreNamedByLine() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("bytes-\(UUID()).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data([0x61, 0x3A, 0x20, 0x31, 0x0A, 0x62, 0x3A, 0x20, 0xFF, 0xFE, 0x0A]).write(to: file)
    let error = #expect(throws: SettingsError.self) { try SettingsDocument(path: file.path) }
    let message = error?.description ?? ""
    #expect(message.hasPrefix("\(file.path):2: ") && message.hasSuffix("save the file as UTF-8"))
  }

  @Test func limitsHoldForDepthSizeAndExpansion() {
    let deep = "a: " + String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    #expect(problems(deep) { _ in }.first?.contains("nested deeper than 32 levels") == true)
    var laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      laughs += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(problems(laughs) { _ in }.first?.contains("more than 200000 values (aliases expanded)") == true)
    var limits = SettingsLimits()
    limits.bytes = 10
    #expect(throws: SettingsError.self) { try SettingsDocument(text: "name: 123456789", name: "t", limits: limits) }
  }

  @Test func aMissingFileAFolderAndAnEndlessDeviceAreNamed() {
    let cases = [
      "/nowhere/a.yaml": "no such file; give the path of a settings file or a task description",
      "/tmp": "found a folder; give the path of a settings file or a task description in it",
      "/dev/zero": "at most 16777216 are allowed",
    ]
    for (path, message) in cases {
      let error = #expect(throws: SettingsError.self) { try SettingsDocument(path: path) }
      #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }
  }

  @Test func truncatedAndRandomBytesNeverTrap() {
    let good = Array("a: &x {b: [1, \"t\\u00e9\"], c: |\n  text\n}\nd: *x\n".utf8)
    for length in 0...good.count { _ = problems(String(decoding: good.prefix(length), as: UTF8.self)) { _ in } }
    let characters = Array("[]{}:,-&*!|>'\"\n\t abc0%@`#\u{7F}".utf8)
    var state: UInt64 = 1
    for _ in 0..<500 {
      let bytes = (0..<40).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return characters[Int(state >> 33) % characters.count]
      }
      _ = problems(String(decoding: bytes, as: UTF8.self)) { _ in }
    }
    for length in 0..<300 {
      let bytes = (0..<length).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 33)
      }
      _ = try? YamlParser(source: "bytes", bytes: bytes).parse()
    }
  }
}
