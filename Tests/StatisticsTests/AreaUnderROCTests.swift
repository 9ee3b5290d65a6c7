import GoldenArrays
import Statistics
import Testing

@Suite struct AreaUnderROCTests {
  /// `[n * K]` as `[n][K]`.
  private func rows<Value>(_ values: [Value], of count: Int) -> [[Value]] {
    stride(from: 0, to: values.count, by: count).map { Array(values[$0..<$0 + count]) }
  }

  @Test func oneVersusRestEqualsScikitLearn() throws {
    let golden = try Golden("statistics/classification")
    let labels = try golden.integers("labels").map(Int.init)
    let all = try RankedClasses(scores: rows(golden.doubles("scores"), of: 7), labels: labels, classCount: 7).areas()
    #expect(try areClose(all.perClass, golden.doubles("areas")))
    #expect(all.countedClasses == 5)
    let five = try RankedClasses(
      scores: rows(golden.doubles("ovr_scores"), of: 5), labels: labels, classCount: 5
    ).areas()
    #expect(try isClose(five.value, golden.doubles("ovr")[0]))
    let first = try golden.doubles("scores").enumerated().filter { $0.offset % 7 == 0 }.map(\.element)
    let binary = try AreaUnderROC.binary(scores: first, positives: labels.map { $0 == 0 })
    #expect(try isClose(binary, golden.doubles("binary_area")[0]))
  }

  @Test func declaredClassesGiveNoMeanWhereOneIsUndefined() throws {
    let ranked = try RankedClasses(scores: [[0.9, 0.1, 0.0], [0.2, 0.8, 0.0]], labels: [0, 1], classCount: 3)
    let declared = ranked.areas(policy: .declaredClasses)
    #expect(declared.value == nil)
    #expect(declared.perClass == [1, 1, nil])
    #expect(ranked.areas().value == 1)
  }

  @Test func unknownLabelsAreLeftOutOfTheirLabelOnly() throws {
    let golden = try Golden("statistics/multilabel")
    let states: [Bool?] = try golden.integers("states").map { $0 < 0 ? nil : $0 == 1 }
    let result = try RankedClasses(
      scores: rows(golden.doubles("scores"), of: 5), positives: rows(states, of: 5), labelCount: 5
    ).areas()
    #expect(try areClose(result.perClass, golden.doubles("areas")))
    #expect(try isClose(result.value, golden.doubles("mean")[0]))
    #expect(result.perClass[3] == nil)
    #expect(result.perClass[4] == nil)
    #expect(result.countedClasses == 3)
  }

  @Test func tiesCountOneHalf() throws {
    #expect(try AreaUnderROC.binary(scores: [1, 1, 1], positives: [true, false, false]) == AreaUnderROC.chance)
    #expect(try AreaUnderROC.binary(scores: [1, 2, 2], positives: [false, true, false]) == 0.75)
    #expect(try AreaUnderROC.binary(scores: [-.infinity, .infinity], positives: [false, true]) == 1)
    #expect(ConstantPredictor.areaUnderROC == 0.5)
  }

  @Test func oneKindOfCaseIsUndefined() throws {
    #expect(try AreaUnderROC.binary(scores: [1, 2], positives: [true, true]) == nil)
    #expect(try AreaUnderROC.binary(scores: [1, 2], positives: [false, false]) == nil)
    #expect(try AreaUnderROC.binary(scores: [], positives: []) == nil)
  }

  @Test func wrongInputIsNamed() {
    let error = #expect(throws: StatisticsError.self) {
      try AreaUnderROC.binary(scores: [1, .nan], positives: [true, false])
    }
    #expect(error?.found == "score 1 is not a number")
    #expect(throws: StatisticsError.self) { try AreaUnderROC.binary(scores: [1], positives: []) }
    #expect(throws: StatisticsError.self) {
      try RankedClasses(scores: [[1, 2]], labels: [2], classCount: 2)
    }
    for states in [[[true, nil], [false]], [[true, nil]], [[true], [nil]]] as [[[Bool?]]] {
      #expect(throws: StatisticsError.self) {
        try RankedClasses(scores: [[1, 2], [3, 4]], positives: states, labelCount: 2)
      }
    }
    #expect(throws: StatisticsError.self) {
      try RankedClasses(scores: [[1, 2], [3]], positives: [[true, nil], [true, nil]], labelCount: 2)
    }
  }

  /// The area of a resample is that of its cases, ties and cases that count several times included.
  @Test func resamplesAreRankedLikeTheirCases() throws {
    var random = SampleRandom(seed: 1, task: "areas", index: 0)
    let n = 60
    let scores = (0..<n).map { _ in (0..<3).map { _ in Double(random.integer(in: 0..<12)) } }
    let labels = (0..<n).map { _ in random.integer(in: 0..<3) }
    let ranked = try RankedClasses(scores: scores, labels: labels, classCount: 3)
    for _ in 0..<20 {
      let cases = (0..<n).map { _ in random.integer(in: 0..<n) }
      let perClass = try (0..<3).map { k in
        try AreaUnderROC.binary(scores: cases.map { scores[$0][k] }, positives: cases.map { labels[$0] == k })
      }
      #expect(ranked.areas(of: cases).perClass == perClass)
    }
  }
}
