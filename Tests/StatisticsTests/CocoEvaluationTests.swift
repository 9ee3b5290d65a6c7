import GoldenArrays
import Statistics
import Testing

/// Boxes of a golden fixture, image by image.
private struct Fixture {
  let images: [(truths: [CocoTruth], detections: [CocoDetection])]
  let classCount: Int

  init(_ golden: Golden) throws {
    let size = try golden.integers("size").map(Int.init)
    var images = [(truths: [CocoTruth], detections: [CocoDetection])](repeating: ([], []), count: size[0])
    for row in try Self.rows(golden, "truths") {
      let box = CocoBox(x: row[2], y: row[3], width: row[4], height: row[5])
      images[Int(row[0])].truths.append(
        CocoTruth(box: box, category: Int(row[1]), isCrowd: row[6] == 1, area: row[7]))
    }
    for row in try Self.rows(golden, "detections") {
      let box = CocoBox(x: row[2], y: row[3], width: row[4], height: row[5])
      images[Int(row[0])].detections.append(CocoDetection(box: box, category: Int(row[1]), score: row[6]))
    }
    self.images = images
    classCount = size[1]
  }

  private static func rows(_ golden: Golden, _ name: String) throws -> [[Double]] {
    let values = try golden.doubles(name)
    let width = try golden.shape(name)[1]
    return stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
  }

  func evaluation(order: [Int]? = nil, areas: [CocoArea] = CocoArea.allCases) throws -> CocoEvaluation {
    var evaluation = CocoEvaluation(classCount: classCount, areas: areas)
    for index in order ?? Array(images.indices) {
      try evaluation.add(truths: images[index].truths, detections: images[index].detections)
    }
    return evaluation
  }
}

@Suite struct CocoEvaluationTests {
  static let fixtures = ["plain", "empty_first", "empty_last", "unlabelled", "crowded"]

  @Test(arguments: fixtures) func equalsPycocotools(_ name: String) throws {
    let golden = try Golden("statistics/coco_\(name)")
    let fixture = try Fixture(golden)
    let evaluation = try fixture.evaluation()
    // COCO's first six numbers; the others are recalls.
    let reference = try golden.doubles("stats").prefix(6).map { $0 == -1 ? .nan : $0 }
    let values = Self.means(evaluation)
    #expect(areClose(values, reference, 1e-9), "\(values) \(reference)")
    #expect(evaluation.imageCount == fixture.images.count)
    // [T, K, A]
    let precision = try golden.doubles("precision").map { $0 == -1 ? .nan : $0 }
    for category in 0..<fixture.classCount {
      for (slot, area) in CocoArea.allCases.enumerated() {
        for (row, threshold) in IoUThreshold.allCases.enumerated() {
          let value = evaluation.averagePrecision(of: category, at: threshold, area: area)
          let index = (row * fixture.classCount + category) * 4 + slot
          #expect(isClose(value, precision[index], 1e-9), "class \(category) \(area) at \(threshold)")
        }
      }
      let ownThresholds = (0..<10).map { precision[($0 * fixture.classCount + category) * 4] }
      #expect(isClose(evaluation.averagePrecision(of: category), ownThresholds.reduce(0, +) / 10, 1e-9))
    }
  }

  /// AP over 0.50:0.95, at 0.50, at 0.75, and of small, medium and large boxes.
  private static func means(_ evaluation: CocoEvaluation, images: [Int]? = nil) -> [Double?] {
    ([nil, .at50, .at75] as [IoUThreshold?]).map { evaluation.meanAveragePrecision(at: $0, images: images) }
      + [CocoArea.small, .medium, .large].map { evaluation.meanAveragePrecision(area: $0, images: images) }
  }

  @Test func thresholdsBearTheirValues() {
    for threshold in IoUThreshold.allCases {
      #expect("\(threshold)" == "at\(Int((threshold.value * 100).rounded()))")
    }
    #expect(IoUThreshold.allCases.count == 10 && IoUThreshold.at95.value == 0.95)
  }

  /// Boxes are matched in the size ranges that are asked for; which others there are changes nothing.
  @Test(arguments: fixtures) func aRangeAloneGivesTheSame(_ name: String) throws {
    let fixture = try Fixture(Golden("statistics/coco_\(name)"))
    let every = try fixture.evaluation()
    for area in CocoArea.allCases {
      let alone = try fixture.evaluation(areas: [area])
      #expect(alone.areas == [area])
      #expect(alone.meanAveragePrecision(area: area) == every.meanAveragePrecision(area: area))
    }
  }

  /// The fixtures must exercise what they are named for.
  @Test func fixturesAreHard() throws {
    for name in Self.fixtures {
      let reference = try Golden("statistics/coco_\(name)").doubles("stats")
      #expect(reference[1] > 0.1 && reference[1] < 0.95, "\(name): AP50 \(reference[1])")
      #expect(try Fixture(Golden("statistics/coco_\(name)")).images.contains { $0.truths.contains(where: \.isCrowd) })
    }
    let crowded = try Fixture(Golden("statistics/coco_crowded"))
    #expect(crowded.images[0].detections.count > 100)
    let unlabelled = try Fixture(Golden("statistics/coco_unlabelled"))
    #expect(try unlabelled.evaluation().averagePrecision(of: 1) == nil)
    #expect(unlabelled.images.contains { $0.detections.contains { $0.category == 1 } })
    #expect(try Fixture(Golden("statistics/coco_empty_first")).images[0].truths.isEmpty)
    #expect(try Fixture(Golden("statistics/coco_empty_last")).images[11].truths.isEmpty)
  }

  /// Case O06: a missed image lowers AP; an empty image changes nothing, first or last.
  @Test func missedAndEmptyImagesInEitherOrder() throws {
    let box = CocoBox(x0: 10, y0: 10, x1: 60, y1: 60)
    let truth = CocoTruth(box: box, category: 0)
    let found = ([truth], [CocoDetection(box: box, category: 0, score: 0.9)])
    let missed = ([truth], [CocoDetection]())
    let empty = ([CocoTruth](), [CocoDetection]())
    func values(_ images: [([CocoTruth], [CocoDetection])]) throws -> [Double?] {
      var evaluation = CocoEvaluation(classCount: 1, areas: CocoArea.allCases)
      for (truths, detections) in images { try evaluation.add(truths: truths, detections: detections) }
      return Self.means(evaluation)
    }
    let reference = try values([found, missed])
    #expect(isClose(reference[0], 51.0 / 101))
    #expect(try values([missed, found]) == reference)
    #expect(try values([empty, found, missed]) == reference)
    #expect(try values([found, missed, empty]) == reference)
    #expect(try values([missed])[0] == 0)
    #expect(try values([empty])[0] == nil)
  }

  @Test func aFalseAlarmOnAnEmptyImageCounts() throws {
    let box = CocoBox(x: 0, y: 0, width: 50, height: 50)
    var evaluation = CocoEvaluation(classCount: 1)
    try evaluation.add(
      truths: [CocoTruth(box: box, category: 0)], detections: [.init(box: box, category: 0, score: 0.5)])
    #expect(evaluation.ap50() == 1)
    try evaluation.add(truths: [], detections: [.init(box: box, category: 0, score: 0.9)])
    #expect(evaluation.ap50() == 0.5)
  }

  @Test func anIgnoredBoxIsNeitherMissNorFalseAlarm() throws {
    let box = CocoBox(x: 0, y: 0, width: 50, height: 50)
    let far = CocoBox(x: 200, y: 0, width: 50, height: 50)
    let detections = [
      CocoDetection(box: far, category: 0, score: 0.9), CocoDetection(box: box, category: 0, score: 0.5),
    ]
    var evaluation = CocoEvaluation(classCount: 1)
    try evaluation.add(
      truths: [.init(box: box, category: 0), .init(box: far, category: 0, isIgnored: true)], detections: detections)
    #expect(evaluation.ap50() == 1)
    // Unlike a crowd, it takes one detection only; the second is a false alarm.
    try evaluation.add(
      truths: [.init(box: far, category: 0, isIgnored: true)],
      detections: [detections[0], .init(box: far, category: 0, score: 0.8)])
    #expect(evaluation.ap50() == 0.5)
  }

  @Test func aResampleEqualsTheImagesAddedAnew() throws {
    let fixture = try Fixture(Golden("statistics/coco_empty_first"))
    let order = [3, 3, 0, 7, 11, 5, 3]
    let evaluation = try fixture.evaluation()
    #expect(try Self.means(evaluation, images: order) == Self.means(fixture.evaluation(order: order)))
    #expect(evaluation.ap50(images: order) != evaluation.ap50())
    let interval = Bootstrap(seed: 1, resampleCount: 200).interval(caseCount: evaluation.imageCount, stream: "ap50") {
      evaluation.ap50(images: $0)
    }
    let bounds = try #require(interval)
    let value = try #require(evaluation.ap50())
    #expect(bounds.lower < value && value < bounds.upper)
    #expect(evaluation.ap50(images: []) == nil)
  }

  @Test func wrongBoxesAreNamed() {
    var evaluation = CocoEvaluation(classCount: 1, areas: CocoArea.allCases)
    let good = CocoBox(x: 0, y: 0, width: 1, height: 1)
    for box in [CocoBox(x: .nan, y: 0, width: 1, height: 1), CocoBox(x: 0, y: 0, width: -1, height: 1)] {
      #expect(throws: StatisticsError.self) {
        try evaluation.add(truths: [.init(box: box, category: 0)], detections: [])
      }
    }
    #expect(throws: StatisticsError.self) {
      try evaluation.add(truths: [], detections: [.init(box: good, category: 1, score: 1)])
    }
    #expect(throws: StatisticsError.self) {
      try evaluation.add(truths: [], detections: [.init(box: good, category: 0, score: .nan)])
    }
    #expect(evaluation.imageCount == 0)
    #expect(Self.means(evaluation).allSatisfy { $0 == nil })
  }
}
