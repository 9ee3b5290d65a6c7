import Foundation
import Testing

@testable import Settings

private enum Kind: String, CaseIterable { case classification, detection }

@Suite struct SettingsReaderTests {
  @Test func anUnknownKeyNamesTheNearestAndAllAllowed() {
    let found = problems("steps: 1\noptimizer:\n  weight_decay: 0.1\n  learning_rte: 1e-3\n") { reader in
      _ = reader.integer("steps")
      let optimizer = reader.mapping("optimizer")
      _ = optimizer.double("learning_rate", default: 1e-3, in: 1e-8...1)
      _ = optimizer.double("weight_decay", default: 0.05, in: 0...1)
    }
    let message = "unknown key; did you mean learning_rate? Allowed: learning_rate, weight_decay"
    #expect(found == ["t.yaml:4:3: optimizer.learning_rte: \(message)"])
  }

  @Test func aKeyAtTheWrongLevelNamesItsPath() {
    let found = problems("learning_rate: 0.1\n") { reader in
      _ = reader.mapping("optimizer").double("learning_rate", default: 1)
    }
    let message = "unknown key; did you mean optimizer.learning_rate? Allowed: optimizer"
    #expect(found == ["t.yaml:1:1: learning_rate: \(message)"])
  }

  /// Case O13: a colon inside a key.
  @Test func aColonInsideAKeyNamesTheNearestKey() {
    let found = problems("\"fold:\": 0\n") { _ = $0.integer("fold", default: 0) }
    #expect(found == ["t.yaml:1:1: fold:: unknown key; did you mean fold? Allowed: fold"])
  }

  /// Case O13: a learning rate given as text.
  @Test func aQuotedNumberIsATextAndAnUnquotedOneIsANumber() throws {
    let found = problems("rate: \"1e-4\"\n") { _ = $0.double("rate", in: 1e-8...1) }
    let message = "found the text \"1e-4\"; a number from 1e-08 to 1 is expected; write 1e-4 without quotes"
    #expect(found == ["t.yaml:1:7: rate: \(message)"])
    #expect(try makeReader("rate: 1e-4\n").double("rate") == 1e-4)
  }

  @Test(arguments: [
    ("1.5", "; a whole number from 1 to 9 is expected"), ("1e2", "; write 100"), ("'3'", "; write 3 without quotes"),
    ("0x3", " is expected"), ("10", " is expected"), ("99999999999999999999", " is expected"), ("[3]", "expected"),
    ("--3", " is expected"), ("+", " is expected"), ("\u{0663}", " is expected"),
  ]) func wrongWholeNumbersAreProblems(text: String, end: String) {
    let found = problems("n: \(text)\n") { #expect($0.integer("n", default: 5, in: 1...9) == 5) }
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("t.yaml:1:") == true && found.first?.hasSuffix(end) == true, "\(found)")
  }

  @Test(arguments: [".inf", "nan", "0x1p3", "1,5", "1e", "1e999", ".", "true", "1_000"])
  func wrongNumbersAreProblems(text: String) {
    #expect(problems("n: \(text)\n") { _ = $0.double("n") }.count == 1)
  }

  @Test func numbersAreReadInEveryPlainForm() throws {
    let reader = try makeReader("a: -1.5E-3\nb: .5\nc: +7\nd: 3.\ne: -0\n")
    #expect(["a", "b", "c", "d"].map { reader.double($0) } == [-1.5e-3, 0.5, 7, 3])
    #expect(reader.integer("e") == 0)
    #expect(try makeReader("c: +7").integer("c") == 7)
  }

  @Test func onlyTrueAndFalseAreTruthValues() throws {
    #expect(try makeReader("a: true").bool("a"))
    #expect(try !makeReader("a: false").bool("a", default: true))
    for text in ["yes", "on", "1", "True", "'true'", "[true]"] {
      let found = problems("a: \(text)") { #expect(!$0.bool("a", default: false)) }
      #expect(found.count == 1, "\(text)")
    }
  }

  @Test func textsStayAsWritten() throws {
    let reader = try makeReader("id: 007\nclasses: [no, null, 1e-4, 'a b']\nempty: ''\nrate: 1e-4\n")
    #expect(reader.string("id") == "007")
    #expect(reader.strings("classes") == ["no", "null", "1e-4", "a b"])
    #expect(reader.string("empty") == "")
    #expect(reader.string("rate") == "1e-4")
    try reader.finish()
  }

  @Test func choicesNameTheNearest() {
    let found = problems("kind: clasification\n") { _ = $0.choice("kind", Kind.self) }
    let message = "found clasification; one of classification, detection is expected; did you mean classification?"
    #expect(found == ["t.yaml:1:1: kind: \(message)"])
  }

  @Test func everyProblemIsReportedAtOnceInFileOrder() {
    let found = problems("b: x\na: 1\nlist: {}\nnest: [1]\n") { reader in
      _ = (reader.string("name"), reader.integer("b"), reader.bool("a"), reader.list("list"), reader.mapping("nest"))
      reader.problem("a", "own problem")
    }
    #expect(
      found == [
        "t.yaml:1:1: name: missing; a text is required; add name: ...",
        "t.yaml:1:4: b: found x; a whole number is expected",
        "t.yaml:2:1: a: found 1; true or false is expected, without quotes",
        "t.yaml:2:1: a: own problem",
        "t.yaml:3:1: list: found a mapping of 0 keys; a list of mappings is expected, each begun with \"- \"",
        "t.yaml:4:1: nest: found a list of 1; a mapping of keys to values is expected",
      ])
  }

  /// What a key holds in place of a mapping is told, and not what is missing in it.
  @Test func aValueInPlaceOfAMappingIsToldAlone() {
    let found = problems("nest: 3\n") { _ = $0.mapping("nest").integer("a") }
    #expect(found == ["t.yaml:1:1: nest: found 3; a mapping of keys to values is expected"])
    #expect(problems("nest: {}\n") { _ = $0.mapping("nest").integer("a") }.count == 1)
  }

  @Test func absentNullAndEmptyAllMeanNotGiven() throws {
    let reader = try makeReader("a:\nb: null\nc: ~\n")
    #expect(reader.integer("a", default: 3) == 3)
    #expect(reader.string("b", default: "x") == "x")
    #expect(reader.optionalDouble("c") == nil)
    #expect(reader.optionalMapping("d") == nil)
    #expect(reader.kind(of: "a") == .absent && !reader.has("b"))
    try reader.finish()
    #expect(
      problems("a:\n") { _ = $0.integer("a") } == ["t.yaml:1:1: a: has no value; a whole number is required"])
  }

  @Test func pathsAreRelativeToTheFileThatNamesThem() throws {
    let reader = try makeReader(
      "a: x/./y.csv\nb: /abs/z\nc: ../up\n", overrides: ["d=here.csv"], environment: [:])
    #expect(reader.path("a") == "/data/x/y.csv")
    #expect(reader.path("b") == "/abs/z")
    #expect(reader.path("c") == "/data/../up")
    #expect(reader.path("d") == FileManager.default.currentDirectoryPath + "/here.csv")
    #expect(reader.path("e", default: "f") == "/data/f")
    #expect(problems("a: ''") { _ = $0.path("a") }.first?.contains("found an empty text; a path") == true)
  }

  @Test func environmentVariablesAreReplacedAndUnsetOnesNamed() throws {
    let environment = ["ROOT": "/mnt/d", "N": "4"]
    let reader = try makeReader(
      "a: ${ROOT}/x${N}\nb: $${ROOT}\nn: ${N}\np: ${ROOT}/y\nl: [\"${N}\"]", environment: environment)
    #expect(reader.string("a") == "/mnt/d/x4")
    #expect(reader.string("b") == "${ROOT}")
    #expect(reader.integer("n") == 4)
    #expect(reader.path("p") == "/mnt/d/y")
    #expect(reader.strings("l") == ["4"])
    let found = problems("a:\n  b: ${NOPE}/x\n  c: ${\n") { reader in
      let a = reader.mapping("a")
      _ = (a.path("b"), a.string("c"))
    }
    #expect(found.count == 2)
    #expect(
      found.first
        == "t.yaml:2:6: a.b: ${NOPE}/x: the environment variable NOPE is not set; set it, such as NOPE=... before the command"
    )
  }

  @Test func freeFormMapsKeepFileOrder() throws {
    let reader = try makeReader("values: {255: gland, 0: background, other: nucleus}\n")
    let entries = reader.mapping("values").entries()
    #expect(entries.map(\.key) == ["255", "0", "other"])
    #expect(entries.map(\.text) == ["gland", "background", "nucleus"])
    try reader.finish()
    #expect(problems("v: {a: [1]}") { _ = $0.mapping("v").entries() }.count == 1)
  }

  @Test func listsOfNumbersCheckLengthRangeAndItems() throws {
    let reader = try makeReader("betas: [0.9, 0.95]\nsizes: [32, 64]\n")
    #expect(reader.optionalDoubles("betas", count: 2, in: 0...1) == [0.9, 0.95])
    #expect(reader.optionalIntegers("sizes", in: 1...64) == [32, 64])
    #expect(reader.doubles("mean", default: [0.5]) == [0.5])
    #expect(
      problems("b: [0.9]") { _ = $0.optionalDoubles("b", count: 2) }.first?.contains("a list of 2 numbers") == true)
    let found = problems("b: [0.9, 'x', 3]") { #expect($0.optionalDoubles("b", in: 0...1) == nil) }
    #expect(found.count == 2)
  }
}
