import Statistics
import Testing

@testable import Datasets

@Suite struct JSONSyntaxTests {
  private func problem(_ text: String) -> String? { JSONSyntax.problem(Array(text.utf8)) }

  @Test(arguments: [
    ("{\"a\": NaN}", "it is not JSON from line 1, column 7 on"),
    ("{\n  \"a\": [1, 2,]\n}", "it is not JSON from line 2, column 14 on"),
    ("{} x", "it is not JSON from line 1, column 4 on"),
    ("{\"a\" 1}", "it is not JSON from line 1, column 6 on"),
    ("[1 2]", "it is not JSON from line 1, column 4 on"),
    ("\"a\nb\"", "it is not JSON from line 1, column 3 on"),
    ("{1: 2}", "it is not JSON from line 1, column 2 on"),
    ("007", "it is not JSON from line 1, column 1 on"),
    ("[1e400]", "it is not JSON from line 1, column 2 on"),
    ("{\"images\": [", "it ends too early, at line 1, column 13; it may be cut off"),
    ("\"a\\", "it ends too early, at line 1, column 4; it may be cut off"),
    ("", "it ends too early, at line 1, column 1; it may be cut off"),
  ]) func thePlaceIsNamed(text: String, expected: String) {
    #expect(problem(text) == expected)
  }

  @Test func goodTextsHaveNone() {
    let texts = [
      "{\"a\": [1, -2.5e3, 0, true, false, null, \"x\\\"y\", \"\\\\\"], \"b\": {}, \"c\": []}", " 0 \r\n", "\"\"",
      "\u{FEFF}{\"\u{E9}\": 1}",
    ]
    for text in texts { #expect(problem(text) == nil, "\(text)") }
  }

  @Test func deepAndRandomBytesNeverTrap() {
    #expect(JSONSyntax.end([UInt8](repeating: UInt8(ascii: "["), count: 100_000)) != nil)
    var generator = SampleRandom(seed: 1, task: "json")
    let alphabet: [UInt8] = Array("{}[]:,\"\\ 10-.e\ntru".utf8) + [0xEF, 0xFF, 0]
    for length in 0..<300 {
      let bytes = (0..<length).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
      if let end = JSONSyntax.end(bytes) { #expect(end <= bytes.count) }
    }
  }
}
