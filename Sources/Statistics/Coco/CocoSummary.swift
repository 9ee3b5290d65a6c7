/// The numbers that COCO's evaluation prints, nil where undefined.
public struct CocoSummary: Sendable, Equatable {
  /// Mean over IoU 0.50:0.95 and classes.
  public let averagePrecision: Double?
  public let averagePrecision50: Double?
  public let averagePrecision75: Double?
  public let averagePrecisionSmall: Double?
  public let averagePrecisionMedium: Double?
  public let averagePrecisionLarge: Double?
  /// With at most 1, 10 and 100 detections of a class and image.
  public let averageRecall1: Double?
  public let averageRecall10: Double?
  public let averageRecall100: Double?
  public let averageRecallSmall: Double?
  public let averageRecallMedium: Double?
  public let averageRecallLarge: Double?
  /// AP over IoU 0.50:0.95 for each declared class.
  public let perClass: [Double?]
  /// AP at IoU 0.50 for each declared class.
  public let perClass50: [Double?]
  public let imageCount: Int

  init(_ evaluation: CocoEvaluation, images: [Int]?) {
    imageCount = images?.count ?? evaluation.imageCount
    averagePrecision = evaluation.meanAveragePrecision(images: images)
    averagePrecision50 = evaluation.meanAveragePrecision(threshold: 0, images: images)
    averagePrecision75 = evaluation.meanAveragePrecision(threshold: 5, images: images)
    averagePrecisionSmall = evaluation.meanAveragePrecision(area: .small, images: images)
    averagePrecisionMedium = evaluation.meanAveragePrecision(area: .medium, images: images)
    averagePrecisionLarge = evaluation.meanAveragePrecision(area: .large, images: images)
    averageRecall1 = evaluation.averageRecall(detectionLimit: 1, images: images)
    averageRecall10 = evaluation.averageRecall(detectionLimit: 10, images: images)
    averageRecall100 = evaluation.averageRecall(images: images)
    averageRecallSmall = evaluation.averageRecall(area: .small, images: images)
    averageRecallMedium = evaluation.averageRecall(area: .medium, images: images)
    averageRecallLarge = evaluation.averageRecall(area: .large, images: images)
    perClass = (0..<evaluation.classCount).map { evaluation.averagePrecision(of: $0, images: images) }
    perClass50 = (0..<evaluation.classCount).map { evaluation.averagePrecision(of: $0, threshold: 0, images: images) }
  }

  /// COCO's twelve in the order that pycocotools prints.
  public var values: [Double?] {
    [
      averagePrecision, averagePrecision50, averagePrecision75, averagePrecisionSmall, averagePrecisionMedium,
      averagePrecisionLarge, averageRecall1, averageRecall10, averageRecall100, averageRecallSmall,
      averageRecallMedium, averageRecallLarge,
    ]
  }
}
