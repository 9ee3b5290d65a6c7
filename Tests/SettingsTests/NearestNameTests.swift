import Testing

@testable import Settings

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("trian", "train"), ("eval", "eval"), ("chek", "check"), ("Doctor", "doctor"), ("completions", "completion"),
    ("doc", "doctor"),
  ]) func slipsOfTheHandFindTheirName(typed: String, meant: String) {
    #expect(NearestName.of(typed, in: ["doctor", "demo", "check", "train", "eval", "completion"]) == meant)
  }

  @Test func farNamesFindNothing() {
    #expect(NearestName.of("zebra", in: ["doctor", "demo"]) == nil)
    #expect(NearestName.of("x", in: []) == nil)
    #expect(NearestName.of("", in: ["demo"]) == nil)
  }

  @Test func shortNamesAndNumbersAreNoSlipsOfEachOther() {
    #expect(NearestName.of("3", in: ["0", "1", "2", "any"]) == nil)
    #expect(NearestName.of("12", in: ["10", "background"]) == nil)
    #expect(NearestName.of("zhs", in: ["bash", "zsh", "fish"]) == "zsh")
    #expect(NearestName.of("clss", in: ["cls"]) == "cls")
  }

  @Test func distancesAreOptimalStringAlignment() {
    #expect(NearestName.distance("kitten", "sitting") == 3)
    #expect(NearestName.distance("ab", "ba") == 1)
    #expect(NearestName.distance("", "abc") == 3)
    #expect(NearestName.distance("abc", "abc") == 0)
  }
}
