import Imaging

/// Labels of a volume as whole numbers.
enum VolumeLabels {
  /// The values that occur, ascending; what a scale or rounding has moved by up to 0.01 counts as the whole number.
  /// - Throws: `DataError` when a value is no whole number from 0 to 65535, or where none but small ones beside 0 are
  ///   there: rounding would take all of them for 0.
  static func values(_ labels: Volume, at path: String) throws -> [UInt16] {
    var isPresent = [Bool](repeating: false, count: Int(UInt16.max) + 1)
    for value in labels.voxels {
      guard let label = LabelMap.label(value) else { throw problem("the labels hold \(value)", at: path) }
      isPresent[Int(label)] = true
    }
    let found = isPresent.indices.filter { isPresent[$0] }.map { UInt16($0) }
    if found == [0], let most = labels.voxels.max(by: { abs($0) < abs($1) }), abs(most) > mostRounded {
      throw problem("the labels hold \(most), and no value that stands for a label above 0", at: path)
    }
    return found
  }

  /// What a float's rounding leaves of 0.
  private static let mostRounded: Float = 1e-6

  private static func problem(_ found: String, at path: String) -> DataError {
    DataError(
      .maskValues, at: path, found, allowed: "whole numbers from 0 to 65535, give or take \(LabelMap.tolerance)",
      hint: "this may be the image rather than its labels; store one whole number a class, 0, 1 and so on, or name "
        + "others with values: in the task description")
  }
}
