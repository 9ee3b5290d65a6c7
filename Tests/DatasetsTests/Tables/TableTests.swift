import GoldenArrays
import Statistics
import Testing

@testable import Datasets

@Suite struct TableTests {
  private func records(_ text: String) throws -> [[String]] {
    try DelimitedText.records(Array(text.utf8), name: "t.csv").map(\.cells)
  }

  @Test func quotesAndLineEnds() throws {
    #expect(try records("a,b\r\n1,\"x, \"\"y\"\"\"\r\n") == [["a", "b"], ["1", "x, \"y\""]])
    #expect(try records("a,b\n1,\"two\nlines\"") == [["a", "b"], ["1", "two\nlines"]])
    #expect(try records("a,b\r1,\r") == [["a", "b"], ["1", ""]])
    #expect(try records("\u{FEFF}a\n\n007\n") == [["a"], ["007"]])
    #expect(try records(",\n") == [["", ""]])
    #expect(try records("a, b ,\"\"") == [["a", " b ", ""]])
  }

  @Test func linesAreCountedThroughQuotedText() throws {
    let records = try DelimitedText.records(Array("a\r\n\"x\r\ny\"\r\n\r\nlast\r\n".utf8), name: "t.csv")
    #expect(records.map(\.line) == [1, 2, 5])
  }

  @Test func brokenTextNamesItsLine() {
    let open = "t.csv:2: a quote is opened and never closed; close it, or write \"\" for a quote in text"
    #expect(message { _ = try records("a\n\"open\n") } == open)
    #expect(message { _ = try records("a\nb\n\"x\"y\n") }.hasPrefix("t.csv:3: text follows a closing quote"))
    let latin = Array("a\nM".utf8) + [0xFC] + Array("ller\n".utf8)
    let found = message { _ = try DelimitedText.records(latin, name: "t.csv") }
    #expect(found == "t.csv:2: the text is not UTF-8; save the table as UTF-8")
  }

  @Test func tableChecksItsShape() throws {
    func table(_ text: String) throws -> Table {
      try Table.delimited(Array(text.utf8), name: "t.csv", delimiter: ",")
    }
    #expect(message { _ = try table("") }.contains("the table is empty"))
    #expect(message { _ = try table("a,a\n1,2\n") }.contains("two columns are named \"a\""))
    #expect(message { _ = try table("a;b\n1;2\n") }.contains("separated by \";\""))
    let wide = message { _ = try table("a,b\n1,2\n1,2,3\n1\n") }
    #expect(wide.contains("t.csv:3: 3 cells where the header has 2"))
    #expect(wide.contains("put quotes around cells that hold a comma\nt.csv:4: 1 cell where the header has 2"))
    #expect(wide.hasSuffix("the line ends before \"b\"; a cell without a value still needs its comma"))
    let tabs = message { _ = try Table.delimited(Array("a\tb\n1\t2\t3\n".utf8), name: "t.tsv", delimiter: "\t") }
    #expect(tabs.contains("put quotes around cells that hold a tab"))
  }

  @Test func jsonLinesKeepTextAndNumbers() throws {
    let text = """
      {"id": "007", "image": "a.png", "n": 7, "ok": true, "none": null}

      {"image": ["a.png", "b.png"], "share": 0.5}
      """
    let table = try Table.jsonLines(Array(text.utf8), name: "t.jsonl")
    let id = try #require(table.column("id"))
    let image = try #require(table.column("image"))
    #expect(table.rows.map { $0.cells[id] } == ["007", ""])
    #expect(table.rows.map { $0.cells[image] } == ["a.png", "a.png;b.png"])
    #expect(table.rows.map(\.line) == [1, 3])
    let cells = ["n", "ok", "none"].compactMap(table.column).map { table.rows[0].cells[$0] }
    #expect(cells == ["7", "1", ""])
    let list = message { _ = try Table.jsonLines(Array("{}\n[1]".utf8), name: "t") }
    #expect(list.hasPrefix("t:2: the line is not a JSON object"))
    let cut = message { _ = try Table.jsonLines(Array("{}\n{\"a\": x}".utf8), name: "t") }
    #expect(cut.hasPrefix("t:2: the line is not JSON from column 7 on"))
    #expect(message { _ = try Table.jsonLines(Array("{\"a\": {}}".utf8), name: "t") }.contains("\"a\" is an object"))
  }

  /// As numbers, these ids would be one.
  @Test func longWholeNumbersKeepTheirDigits() throws {
    let ids = ["9223372036854775808", "18446744073709551617", "98765432109876543210123"]
    let text = ids.map { "{\"id\": \($0), \"n\": 1.5e300}" }.joined(separator: "\n")
    let table = try Table.jsonLines(Array(text.utf8), name: "t.jsonl")
    let id = try #require(table.column("id"))
    #expect(table.rows.map { $0.cells[id] } == ids)
  }

  /// Which of two a decoder takes is chance.
  @Test(
    arguments: [
      (#"{"a": "0", "b": 1, "a": "1"}"#, "a"), (#"{"a": {"b": 1, "b": 2}, "c": [{"a": 3}], "d": "a:"}"#, nil),
      (#"{"x\"y": 1, "x\"y" : 2}"#, #"x\"y"#), (#"{"a": "b", "c": ["a", "a"], "b": "\\"}"#, nil), ("[1, 2]", nil),
    ] as [(String, String?)]) func doubledKeysAreFound(text: String, key: String?)
  {
    #expect(JSONKeys.doubled(Array(text.utf8)) == key)
  }

  @Test func doubledKeysOfALineAreRefused() {
    let found = message { _ = try Table.jsonLines(Array("{\"a\": 1}\n{\"a\": 1, \"a\": 2}".utf8), name: "t") }
    #expect(found == "t:2: it has \"a\" twice; allowed: each key once")
  }

  @Test func whatIsNoFileIsToldInWords() throws {
    let folder = try TemporaryFolder()
    #expect(message { _ = try Table.read(folder.path) } == "\(folder.path): it is a folder, and a file belongs here")
    let home = message { _ = try Table.read(folder.path("~/t.csv")) }
    #expect(home.hasSuffix("the file does not exist; write ${HOME} in place of ~, which is taken as a name"))
    let gone = message { _ = try Table.read(folder.path("a~/t.csv")) }
    #expect(gone.contains("the file does not exist; put it there, or correct the path"))
  }

  @Test func randomBytesNeverTrap() {
    var generator = SampleRandom(seed: 1, task: "bytes")
    let alphabet: [UInt8] = Array("\",\n\r;a".utf8) + [0xEF, 0xBB, 0xBF, 0xFF, 0]
    for length in 0..<200 {
      let bytes = (0..<length).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
      _ = try? Table.delimited(bytes, name: "t", delimiter: ",")
      _ = try? Table.jsonLines(bytes, name: "t")
      _ = JSONKeys.doubled(bytes)
    }
  }

  @Test func cellsAreQuotedWhereTheyHaveToBe() {
    #expect(CsvText.cell("a b") == "a b" && CsvText.cell("a,b") == "\"a,b\"")
    #expect(CsvText.cell("a\"b") == "\"a\"\"b\"" && CsvText.cell("a\r\nb") == "\"a\r\nb\"")
  }
}
