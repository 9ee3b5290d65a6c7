import GoldenArrays
import Statistics
import Testing

@Suite struct SegmentationTests {
  private let golden: Golden
  private let scores: SegmentationScores

  init() throws {
    golden = try Golden("statistics/segmentation")
    let truth = try golden.integers("truth").map { UInt16($0) }
    let predicted = try golden.integers("predicted").map { UInt16($0) }
    let pixels = try golden.shape("truth")[1]
    var scores = SegmentationScores(classCount: 4)
    for start in stride(from: 0, to: truth.count, by: pixels) {
      let slice = start..<start + pixels
      try scores.add(labels: Array(truth[slice]), predictions: Array(predicted[slice]))
    }
    self.scores = scores
  }

  @Test func paperPolicyEqualsScikitLearn() throws {
    let perSlice = scores.slices.map(SegmentationScores.paperIoU)
    #expect(try areClose(Array(perSlice.prefix(7)), golden.doubles("paper_per_slice")))
    #expect(perSlice[7] == nil, "every pixel is ignored")
    #expect(try isClose(scores.paperMeanIoU, golden.doubles("paper")[0]))
  }

  @Test func wholeSetEqualsScikitLearn() throws {
    let result = scores.wholeSetIoU
    #expect(try areClose(Array(result.perClass.prefix(3)), golden.doubles("whole")))
    #expect(result.perClass[3] == nil)
    #expect(result.countedClasses == 3)
    #expect(try isClose(result.value, golden.doubles("whole_mean")[0]))
  }

  @Test func diceEqualsScikitLearn() throws {
    let reference = try golden.doubles("dice")
    for k in 0..<4 {
      let skipped = scores.dice(k, bothEmpty: .skipped)
      #expect(areClose(Array(skipped.perCase.prefix(7)), (0..<7).map { reference[$0 * 4 + k] }))
      if k < 3 { #expect(try isClose(skipped.mean, golden.doubles("dice_skipped")[k])) }
      #expect(try isClose(scores.dice(k, bothEmpty: .countsOne).mean, golden.doubles("dice_one")[k]))
    }
    #expect(scores.dice(3, bothEmpty: .skipped).mean == nil)
    #expect(scores.dice(3, bothEmpty: .countsOne).countedCount == 7)
    #expect(scores.dice(3, bothEmpty: .countsOne).bothEmptyCount == 7)
    let means = try golden.doubles("dice_skipped")[1...2]
    #expect(isClose(scores.meanDice(bothEmpty: .skipped), means.reduce(0, +) / 2))
  }

  /// Case O04: empty labels with a prediction count 0; both empty follows the named policy.
  @Test func emptyMasksFollowTheNamedPolicy() throws {
    var scores = SegmentationScores(classCount: 2)
    try scores.add(labels: [0, 0, 0, 0], predictions: [0, 1, 1, 0])
    try scores.add(labels: [0, 0, 0, 0], predictions: [0, 0, 0, 0])
    try scores.add(labels: [0, 1, 1, 0], predictions: [0, 0, 0, 0])
    let skipped = scores.dice(1, bothEmpty: .skipped)
    #expect(skipped.perCase == [0, nil, 0])
    #expect(skipped.countedCount == 2)
    #expect(skipped.mean == 0)
    let counted = scores.dice(1, bothEmpty: .countsOne)
    #expect(counted.perCase == [0, 1, 0])
    #expect(isClose(counted.mean, 1.0 / 3))
    #expect((counted.bothEmptyCount, counted.falseAlarmCount, counted.missedCount) == (1, 1, 1))
    #expect(counted.policy.rawValue == "both_empty_counts_one")
  }

  @Test func tilesOfASliceAddUp() throws {
    var tiled = try OverlapCounts(labels: [0, 1], predictions: [1, 1], classCount: 2)
    try tiled.add(labels: [1, 1], predictions: [0, 1])
    let whole = try OverlapCounts(labels: [0, 1, 1, 1], predictions: [1, 1, 0, 1], classCount: 2)
    #expect(tiled == whole)
    #expect(whole.intersectionOverUnion(1) == 0.5)
    #expect(whole.intersectionOverUnion(0) == 0)
  }

  @Test func constantPredictorIsTheBackground() throws {
    var scores = SegmentationScores(classCount: 3)
    try scores.add(labels: [0, 0, 0, 1], predictions: [2, 2, 1, 1])
    let constant = ConstantPredictor.segmentation(scores)
    #expect(isClose(constant.paperMeanIoU, (0.75 + 0 + 1) / 3))
    #expect(isClose(constant.wholeSetIoU.value, 0.375))
    #expect(constant.dice(1, bothEmpty: .skipped).mean == 0)
    #expect(constant.slices[0].pixelCount == 4)
  }

  @Test func wrongValuesAreNamed() throws {
    let error = #expect(throws: StatisticsError.self) {
      try OverlapCounts(labels: [0, 2], predictions: [0, 1], classCount: 2)
    }
    #expect(error?.found == "label 2 at pixel 1")
    #expect(throws: StatisticsError.self) { try OverlapCounts(labels: [0], predictions: [2], classCount: 2) }
    #expect(throws: StatisticsError.self) { try OverlapCounts(labels: [0], predictions: [], classCount: 2) }
    var scores = SegmentationScores(classCount: 2)
    #expect(throws: StatisticsError.self) { try scores.add(OverlapCounts(classCount: 3)) }
    #expect(scores.paperMeanIoU == nil)
    #expect(scores.wholeSetIoU.value == nil)
    #expect(scores.meanDice(bothEmpty: .countsOne) == nil)
  }
}
