import Testing

@testable import Settings

@Suite struct ResolvedSettingsTests {
  private let text = """
    name: "007"
    note: "a: b # \\"c\\" \\\\ \\t${X}"
    odd: "true"
    classes: [no, "x, y", ü]
    tasks:
      - task: a.yaml
        values: {0: background, "a b": c}
      - task: b.yaml
        batch: 4
    """

  private func read(_ reader: SettingsReader) -> [String] {
    var texts = [
      reader.string("name"), reader.string("note"), reader.string("odd"), reader.path("out", default: "runs"),
    ]
    texts += reader.strings("classes")
    texts.append("\(reader.mapping("optimizer").double("rate", default: 1e-4, in: 0...1))")
    texts.append("\(reader.bool("affine", default: false))")
    for task in reader.list("tasks") {
      texts += [task.path("task"), "\(task.integer("batch", default: 2))"]
      texts += task.mapping("values").entries().flatMap { [$0.key, $0.text] }
    }
    return texts
  }

  @Test func theResolvedTextReadsBackToTheSameSettings() throws {
    let first = try makeReader(text, environment: ["X": "${Y}"])
    let values = read(first)
    try first.finish()
    let second = try makeReader(first.resolvedText)
    #expect(read(second) == values)
    try second.finish()
    #expect(second.resolvedText == first.resolvedText)
  }

  @Test func defaultsPathsAndOrderAreWritten() throws {
    let first = try makeReader(text, environment: ["X": "1"])
    _ = read(first)
    #expect(
      first.resolvedText == """
        name: "007"
        note: "a: b # \\"c\\" \\\\ \\t1"
        odd: "true"
        out: /data/runs
        classes: ["no", "x, y", "ü"]
        optimizer:
          rate: 0.0001
        affine: false
        tasks:
          - task: /data/a.yaml
            batch: 2
            values:
              "0": background
              "a b": c
          - task: /data/b.yaml
            batch: 4
            values: {}

        """)
  }

  @Test func aMappingMayBeReadInParts() throws {
    let reader = try makeReader("a: {b: 1, c: 2}\nd: [{e: 3, f: 4}]\n")
    #expect(reader.mapping("a").integer("b") + reader.mapping("a").integer("c") == 3)
    #expect(reader.list("d")[0].integer("e") + reader.list("d")[0].integer("f") == 7)
    try reader.finish()
    #expect(reader.resolvedText == "a:\n  b: 1\n  c: 2\nd:\n  - e: 3\n    f: 4\n")
  }

  @Test func changedKeysAreNamedWithBothValues() throws {
    let before = try SettingsDocument(text: "a: 1\nb: {c: [x, y], d: 2}\n", name: "t")
    let after = try SettingsDocument(text: "a: '1'\nb: {c: [x, z]}\ne: 5\n", name: "t")
    let changes = after.changes(from: before).map(\.description)
    #expect(changes == ["b.c[1]: was y, is z", "b.d: was 2, is absent", "e: was absent, is 5"])
    #expect(after.changes(from: after).isEmpty)
  }
}
