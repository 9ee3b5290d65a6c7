import GoldenArrays
import Statistics
import Testing

@Suite struct ClassificationTests {
  private let golden: Golden
  private let labels: [Int]
  private let predictions: [Int]

  init() throws {
    golden = try Golden("statistics/classification")
    labels = try golden.integers("labels").map(Int.init)
    predictions = try golden.integers("predictions").map(Int.init)
  }

  @Test func equalsScikitLearn() throws {
    let matrix = try ConfusionMatrix(labels: labels, predictions: predictions, classCount: 7)
    #expect(try matrix.counts == golden.integers("confusion").map(Int.init))
    #expect(try isClose(matrix.accuracy, golden.doubles("accuracy")[0]))
    #expect(try areClose((0..<7).map(matrix.precision), golden.doubles("precision")))
    #expect(try areClose((0..<7).map(matrix.recall), golden.doubles("recall")))
    #expect(try areClose((0..<7).map(matrix.specificity), golden.doubles("specificity")))
    #expect(try areClose((0..<7).map(matrix.f1), golden.doubles("f1")))
    #expect(try isClose(matrix.macroF1().value, golden.doubles("macro_f1_present")[0]))
    #expect(try isClose(matrix.macroF1(.declaredClasses).value, golden.doubles("macro_f1_declared")[0]))
    #expect(matrix.macroF1().countedClasses == 6)
    #expect(matrix.macroF1(.declaredClasses).countedClasses == 7)
  }

  @Test func streamedAndMergedEqualsAtOnce() throws {
    var first = ConfusionMatrix(classCount: 7)
    var second = first
    for index in labels.indices {
      if index % 2 == 0 { try first.add(label: labels[index], prediction: predictions[index]) }
      if index % 2 == 1 { try second.add(label: labels[index], prediction: predictions[index]) }
    }
    first.add(second)
    #expect(try first == ConfusionMatrix(labels: labels, predictions: predictions, classCount: 7))
    #expect(first.total == 300)
  }

  /// Case O05: the declared class count must not change the value.
  @Test(arguments: 3...8) func absentClassesDoNotChangeMacroF1(_ classCount: Int) throws {
    let matrix = try ConfusionMatrix(labels: [2, 1, 0, 0], predictions: [2, 1, 0, 1], classCount: classCount)
    #expect(isClose(matrix.macroF1().value, 7.0 / 9))
    let declared = matrix.macroF1(.declaredClasses)
    #expect(isClose(declared.value, 7.0 / 3 / Double(classCount)))
    #expect(declared.policy.rawValue == "declared_classes")
    #expect(matrix.macroF1().policy.rawValue == "present_classes")
  }

  @Test func undefinedIsNil() throws {
    let empty = ConfusionMatrix(classCount: 2)
    #expect(empty.accuracy == nil)
    #expect(empty.macroF1().value == nil)
    let one = try ConfusionMatrix(labels: [0, 0], predictions: [0, 0], classCount: 2)
    #expect(one.precision(1) == nil)
    #expect(one.recall(1) == nil)
    #expect(one.f1(1) == nil)
    #expect(one.specificity(0) == nil)
    #expect(one.macroF1().value == 1)
  }

  @Test func outsideClassesAreNamed() {
    let error = #expect(throws: StatisticsError.self) {
      try ConfusionMatrix(labels: [0, 2], predictions: [0, 1], classCount: 2)
    }
    #expect(error?.description == "confusion matrix: label 2; 0...1")
    #expect(throws: StatisticsError.self) { try ConfusionMatrix(labels: [0], predictions: [-1], classCount: 2) }
    #expect(throws: StatisticsError.self) { try ConfusionMatrix(labels: [0], predictions: [], classCount: 2) }
  }

  @Test func constantPredictorIsTheMajorityClass() throws {
    #expect(ConstantPredictor.majorityClass([1, 1, 0, 2, 2]) == 1)
    #expect(ConstantPredictor.majorityClass([]) == nil)
    let matrix = try ConstantPredictor.confusionMatrix(labels: [0, 1, 1, 1], classCount: 3)
    #expect(matrix.accuracy == 0.75)
    #expect(isClose(matrix.macroF1().value, (6.0 / 7) / 2))
    let other = try ConstantPredictor.confusionMatrix(labels: [0, 1, 1, 1], classCount: 3, answering: 0)
    #expect(other.accuracy == 0.25)
  }
}
