/// Mean IoU over slices, from their counts alone.
public enum SegmentationScores {
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
  /// - Parameter classCount: of every slice.
  public static func wholeSetIoU(of slices: [OverlapCounts], classCount: Int) -> ClassMean {
    let sum = total(of: slices, classCount: classCount)
    return ClassMean(
      perClass: (0..<classCount).map(sum.intersectionOverUnion), policy: .presentClasses, substitute: nil)
  }

  private static func total(of slices: [OverlapCounts], classCount: Int) -> OverlapCounts {
    var sum = OverlapCounts(classCount: classCount)
    for slice in slices { sum.add(slice) }
    return sum
  }
}
