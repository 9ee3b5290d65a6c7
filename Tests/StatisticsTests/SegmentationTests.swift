import GoldenArrays
import Statistics
import Testing

@Suite struct SegmentationTests {
  private let golden: Golden
  private let slices: [OverlapCounts]

  init() throws {
    golden = try Golden("statistics/segmentation")
    let truth = try golden.integers("truth").map { UInt16($0) }
    let predicted = try golden.integers("predicted").map { UInt16($0) }
    let pixels = try golden.shape("truth")[1]
    slices = try stride(from: 0, to: truth.count, by: pixels).map { start in
      let slice = start..<start + pixels
      return try OverlapCounts(labels: Array(truth[slice]), predictions: Array(predicted[slice]), classCount: 4)
    }
  }

  @Test func paperPolicyEqualsScikitLearn() throws {
    let perSlice = slices.map(SegmentationScores.paperIoU)
    #expect(try areClose(Array(perSlice.prefix(7)), golden.doubles("paper_per_slice")))
    #expect(perSlice[7] == nil, "every pixel is ignored")
    #expect(try isClose(SegmentationScores.paperMeanIoU(of: slices), golden.doubles("paper")[0]))
  }

  @Test func wholeSetEqualsScikitLearn() throws {
    let result = SegmentationScores.wholeSetIoU(of: slices, classCount: 4)
    #expect(try areClose(Array(result.perClass.prefix(3)), golden.doubles("whole")))
    #expect(result.perClass[3] == nil)
    #expect(result.countedClasses == 3)
    #expect(try isClose(result.value, golden.doubles("whole_mean")[0]))
  }

  @Test func diceEqualsScikitLearn() throws {
    let reference = try golden.doubles("dice")
    for k in 0..<4 {
      let skipped = DiceSummary(cases: slices, class: k, bothEmpty: .skipped)
      #expect(areClose(Array(skipped.perCase.prefix(7)), (0..<7).map { reference[$0 * 4 + k] }))
      if k < 3 { #expect(try isClose(skipped.mean, golden.doubles("dice_skipped")[k])) }
      let counted = DiceSummary(cases: slices, class: k, bothEmpty: .countsOne)
      #expect(try isClose(counted.mean, golden.doubles("dice_one")[k]))
    }
    #expect(DiceSummary(cases: slices, class: 3, bothEmpty: .skipped).mean == nil)
    let absent = DiceSummary(cases: slices, class: 3, bothEmpty: .countsOne)
    #expect(absent.countedCount == 7)
    #expect(absent.bothEmptyCount == 7)
  }

  /// Case O04: empty labels with a prediction count 0; both empty follows the named policy.
  @Test func emptyMasksFollowTheNamedPolicy() throws {
    let cases = try [
      OverlapCounts(labels: [0, 0, 0, 0], predictions: [0, 1, 1, 0], classCount: 2),
      OverlapCounts(labels: [0, 0, 0, 0], predictions: [0, 0, 0, 0], classCount: 2),
      OverlapCounts(labels: [0, 1, 1, 0], predictions: [0, 0, 0, 0], classCount: 2),
    ]
    let skipped = DiceSummary(cases: cases, class: 1, bothEmpty: .skipped)
    #expect(skipped.perCase == [0, nil, 0])
    #expect(skipped.countedCount == 2)
    #expect(skipped.mean == 0)
    let counted = DiceSummary(cases: cases, class: 1, bothEmpty: .countsOne)
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

  @Test func theConstantPredictorIsTheBackground() throws {
    let slice = try OverlapCounts(labels: [0, 0, 0, 1], predictions: [2, 2, 1, 1], classCount: 3)
    let constant = slice.predicting(0)
    #expect(isClose(SegmentationScores.paperMeanIoU(of: [constant]), (0.75 + 0 + 1) / 3))
    #expect(isClose(SegmentationScores.wholeSetIoU(of: [constant], classCount: 3).value, 0.375))
    #expect(DiceSummary(cases: [constant], class: 1, bothEmpty: .skipped).mean == 0)
    #expect(constant.pixelCount == 4)
  }

  @Test func wrongValuesAreNamed() throws {
    let error = #expect(throws: StatisticsError.self) {
      try OverlapCounts(labels: [0, 2], predictions: [0, 1], classCount: 2)
    }
    #expect(error?.found == "label 2 at pixel 1")
    #expect(throws: StatisticsError.self) { try OverlapCounts(labels: [0], predictions: [2], classCount: 2) }
    #expect(throws: StatisticsError.self) { try OverlapCounts(labels: [0], predictions: [], classCount: 2) }
  }

  @Test func ofNoSliceNothingIsDefined() {
    #expect(SegmentationScores.paperMeanIoU(of: []) == nil)
    #expect(SegmentationScores.wholeSetIoU(of: [], classCount: 2).value == nil)
    #expect(DiceSummary(cases: [], class: 1, bothEmpty: .countsOne).mean == nil)
  }
}
