/// Collects slices one by one and gives mean IoU and Dice over them; only counts are kept.
public struct SegmentationScores: Sendable {
  public let classCount: Int
  /// One entry for each slice added, in that order.
  public private(set) var slices: [OverlapCounts] = []

  public init(classCount: Int) { self.classCount = classCount }

  /// Counts one slice; see `OverlapCounts`.
  /// - Throws: `StatisticsError` if the counts differ or a value is outside.
  public mutating func add(labels: [UInt16], predictions: [UInt16], ignore: UInt16? = .max) throws {
    try add(OverlapCounts(labels: labels, predictions: predictions, classCount: classCount, ignore: ignore))
  }

  /// Adds a slice counted elsewhere, such as one put together from tiles.
  /// - Throws: `StatisticsError` if it counts another number of classes.
  public mutating func add(_ slice: OverlapCounts) throws {
    guard slice.classCount == classCount else {
      throw StatisticsError("overlap", found: "\(slice.classCount) classes", allowed: "\(classCount)")
    }
    slices.append(slice)
  }

  /// The same labels with every pixel predicted as `constant`, which must lie in `0..<classCount`.
  public func predicting(_ constant: Int) -> SegmentationScores {
    precondition((0..<classCount).contains(constant), "the constant is one of the classes")
    var result = self
    result.slices = slices.map { $0.predicting(constant) }
    return result
  }

  // MARK: Intersection over union

  /// Mean IoU by the policy `paper`: see `paperMeanIoU(of:)`.
  public var paperMeanIoU: Double? { Self.paperMeanIoU(of: slices) }

  /// IoU over all pixels of all slices, absent classes skipped: see `wholeSetIoU(of:)`.
  public var wholeSetIoU: ClassMean { Self.wholeSetIoU(of: slices, classCount: classCount) }

  /// Policy `paper`: in each slice a class absent from labels and prediction counts 1; mean over the K classes, then
  /// over the slices. A slice with nothing but ignored pixels is left out; nil where none is left.
  /// - Source: Methods, metrics of organ segmentation; only so does a constant 67.78 +- 0.00 arise.
  public static func paperMeanIoU(of slices: [OverlapCounts]) -> Double? {
    mean(slices.compactMap(paperIoU))
  }

  /// Mean over the K classes of one slice by the policy `paper`; nil where every pixel is ignored.
  public static func paperIoU(of slice: OverlapCounts) -> Double? {
    guard slice.pixelCount > 0 else { return nil }
    return mean((0..<slice.classCount).map { slice.intersectionOverUnion($0) ?? 1 })
  }

  /// Each class's intersection and union summed over the slices, then divided; mean over the classes that occur.
  public static func wholeSetIoU(of slices: [OverlapCounts], classCount: Int) -> ClassMean {
    let sum = total(of: slices, classCount: classCount)
    return ClassMean(
      perClass: (0..<classCount).map(sum.intersectionOverUnion), policy: .presentClasses, substitute: nil)
  }

  // MARK: Dice

  /// Dice of one class over the cases; see `DiceSummary`.
  public func dice(_ k: Int, bothEmpty: BothEmptyPolicy) -> DiceSummary {
    DiceSummary(cases: slices, class: k, bothEmpty: bothEmpty)
  }

  /// Mean over classes of the classes' mean Dice; classes without a counted case are skipped.
  /// - Parameter classes: by default all but class 0, the background; all where there is one class only.
  public func meanDice(bothEmpty: BothEmptyPolicy, classes: Range<Int>? = nil) -> Double? {
    let counted = classes ?? (classCount > 1 ? 1..<classCount : 0..<1)
    return mean(counted.compactMap { dice($0, bothEmpty: bothEmpty).mean })
  }

  private static func total(of slices: [OverlapCounts], classCount: Int) -> OverlapCounts {
    var sum = OverlapCounts(classCount: classCount)
    for slice in slices { sum.add(slice) }
    return sum
  }
}
