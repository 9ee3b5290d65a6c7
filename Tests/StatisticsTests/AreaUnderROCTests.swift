import GoldenArrays
import Statistics
import Testing

@Suite struct AreaUnderROCTests {
  @Test func oneVersusRestEqualsScikitLearn() throws {
    let golden = try Golden("statistics/classification")
    let labels = try golden.integers("labels").map(Int.init)
    let all = try AreaUnderROC.oneVersusRest(scores: golden.doubles("scores"), labels: labels, classCount: 7)
    #expect(try areClose(all.perClass, golden.doubles("areas")))
    #expect(all.countedClasses == 5)
    let five = try AreaUnderROC.oneVersusRest(scores: golden.doubles("ovr_scores"), labels: labels, classCount: 5)
    #expect(try isClose(five.value, golden.doubles("ovr")[0]))
    let first = try golden.doubles("scores").enumerated().filter { $0.offset % 7 == 0 }.map(\.element)
    let binary = try AreaUnderROC.binary(scores: first, positives: labels.map { $0 == 0 })
    #expect(try isClose(binary, golden.doubles("binary_area")[0]))
  }

  @Test func declaredClassesGiveNoMeanWhereOneIsUndefined() throws {
    let scores = [0.9, 0.1, 0.0, 0.2, 0.8, 0.0]
    let declared = try AreaUnderROC.oneVersusRest(
      scores: scores, labels: [0, 1], classCount: 3, policy: .declaredClasses)
    #expect(declared.value == nil)
    #expect(declared.perClass == [1, 1, nil])
    #expect(try AreaUnderROC.oneVersusRest(scores: scores, labels: [0, 1], classCount: 3).value == 1)
  }

  @Test func unknownLabelsAreLeftOutOfTheirLabelOnly() throws {
    let golden = try Golden("statistics/multilabel")
    let states: [Bool?] = try golden.integers("states").map { $0 < 0 ? nil : $0 == 1 }
    let result = try AreaUnderROC.perLabel(scores: golden.doubles("scores"), positives: states, labelCount: 5)
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
      try AreaUnderROC.oneVersusRest(scores: [1, 2], labels: [2], classCount: 2)
    }
    #expect(throws: StatisticsError.self) {
      try AreaUnderROC.perLabel(scores: [1, 2, 3], positives: [true, nil, false], labelCount: 2)
    }
  }
}
