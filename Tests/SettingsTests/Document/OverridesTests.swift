import Testing

@testable import Settings

@Suite struct OverridesTests {
  private let text = "name: a\noptimizer:\n  learning_rate: 1e-3\ntasks:\n  - batch: 2\n  - batch: 4\n"

  private func read(_ reader: SettingsReader) -> (String, Double, [Int]) {
    let rate = reader.mapping("optimizer").double("learning_rate", default: 1, in: 1e-8...1)
    return (reader.string("name"), rate, reader.list("tasks").map { $0.integer("batch", in: 1...64) })
  }

  @Test func theLaterOneWinsAndListsGoByIndex() throws {
    let overrides = ["optimizer.learning_rate=1e-4", "tasks.0.batch=8", "tasks[1].batch=16", "name=b", "name=c=d: e"]
    let reader = try makeReader(text, overrides: overrides)
    let (name, rate, batches) = read(reader)
    try reader.finish()
    #expect(name == "c=d: e")
    #expect(rate == 1e-4)
    #expect(batches == [8, 16])
  }

  @Test func missingMappingsAreMadeAndListsReadAsYaml() throws {
    let reader = try makeReader("name: a\n", overrides: ["loader.threads=2", "classes=[x, \"1,2\"]", "note='a b'"])
    #expect(reader.mapping("loader").integer("threads") == 2)
    #expect(reader.strings("classes") == ["x", "1,2"])
    #expect(reader.string("note") == "a b")
  }

  @Test func theirProblemsNameTheCommandLine() {
    let overrides = [
      "optimizer.learning_rte=1", "tasks.2.batch=1", "name.x=1", "steps", "a..b=1", "tasks.0.batch=many",
    ]
    let found = problems(text, overrides: overrides) { _ = read($0) }
    #expect(
      found == [
        "command line: tasks.2.batch: 2 is no item of a list of 2; items count from 0",
        "command line: name.x: the file holds a single value before .x, no keys can follow it",
        "command line: steps: no value; an override is written key.path=value",
        "command line: a..b: an empty key; write the path as key.path=value",
        "command line: tasks[0].batch: found many; a whole number from 1 to 64 is expected",
        "command line: optimizer.learning_rte: unknown key; did you mean learning_rate? Allowed: learning_rate",
      ])
  }

  @Test func brokenYamlInAValueIsAProblemOfTheOverride() {
    let found = problems(text, overrides: ["tasks=[1, 2"]) { _ = read($0) }
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("command line: tasks=[1, 2: not YAML") == true)
  }
}
